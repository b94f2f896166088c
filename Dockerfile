FROM golang:1.26.8-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
# DuckDB is linked in through cgo; its runtime needs libstdc++.
RUN CGO_ENABLED=1 go build -trimpath -buildvcs=false -ldflags "-s -w -buildid=" -o /out/quarterdeck .

FROM debian:bookworm-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates libstdc++6 tzdata \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin quarterdeck \
 && install -d -o quarterdeck -g quarterdeck -m 0750 /data
COPY --from=build /out/quarterdeck /usr/local/bin/quarterdeck
USER quarterdeck
# /data holds quarterdeck.yml and all that is kept.
WORKDIR /data
VOLUME /data
# Healthy means: the configuration loads, state.db can be read, and nothing is late or failed.
HEALTHCHECK --interval=1m --timeout=15s --start-period=30s --retries=3 \
  CMD ["quarterdeck", "status"]
ENTRYPOINT ["quarterdeck"]
CMD ["serve"]

# Each target's description follows '##'; 'make help' prints them.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
LINTER  := github.com/golangci/golangci-lint/v2/cmd/golangci-lint
LINTER_VERSION := $(shell sed -n 's/^linter_version=//p' .ci/run)
FUZZTIME ?= 30s
DEMO ?= quarterdeck-demo

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

.PHONY: build
build: ## build the binary ./quarterdeck
	go build -trimpath -ldflags "-s -w" -o quarterdeck .

.PHONY: test
test: ## run every test
	go test ./...

.PHONY: race
race: ## run the tests of the concurrent packages with the race detector
	.ci/run race

.PHONY: golden
golden: ## rewrite the golden files; read the diff before you commit it
	go test $$(grep -rl --include='*_test.go' 'flag.Bool("update"' . | xargs -n1 dirname | sort -u) -update

.PHONY: fuzz
fuzz: ## run every fuzz target for FUZZTIME each
	FUZZTIME=$(FUZZTIME) .ci/run fuzz

.PHONY: bench
bench: ## run every benchmark once
	go test -run '^$$' -bench . -benchtime 1x ./...

.PHONY: fmt
fmt: ## format the code
	gofmt -w $$(git ls-files '*.go')

.PHONY: lint
lint: ## run vet and the linters
	go vet ./...
	go run $(LINTER)@$(LINTER_VERSION) run

.PHONY: demo
demo: ## run the whole night on simulated systems, into DEMO
	go run . demo --dir $(DEMO)

.PHONY: ci
ci: ## run what a change must pass
	.ci/run

.PHONY: image
image: ## build the container image quarterdeck:VERSION
	docker build -t quarterdeck:$(VERSION) .

.PHONY: clean
clean: ## remove what the targets made
	rm -rf quarterdeck $(DEMO)

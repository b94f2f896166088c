package amplitude_test

import (
	"archive/zip"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/connectors/amplitude"
	"quarterdeck/connectors/connectortest"
)

func open(src config.Source, deps connectors.Deps) (connectors.Source, error) {
	return amplitude.New(src, deps)
}

func vendor() connectortest.Vendor {
	return connectortest.Vendor{
		Open:   open,
		Config: config.Source{APIKey: "public-key", Start: "2026-02-28"},
		Stream: "events",
		// The export has no pages: each is a member of the archive of one hour.
		Serve: func(n int, page func(int) []string) http.Handler {
			mux := http.NewServeMux()
			mux.HandleFunc("GET /api/2/export", func(w http.ResponseWriter, r *http.Request) {
				if q := r.URL.Query(); q.Get("start") > "20260228T05" || q.Get("end") < "20260228T05" {
					http.Error(w, "Raw data files were not found.", http.StatusNotFound)
					return
				}
				archive := zip.NewWriter(w)
				for i := range n {
					pack(archive, fmt.Sprintf("1/1_2026-02-28_5#%d.json.gz", i), page(i)...)
				}
				archive.Close()
			})
			return mux
		},
		EmptyPages: true,
		Record: func(n int64, more string) string {
			return "{" + connectortest.Members(event(n, ""), more) + "}"
		},
		KeyColumn: "insert_id", KeyText: "e",
		Number: "quantity",
		NumberRecord: func(n int64, value string) string {
			return "{" + event(n, `"quantity":`+value) + "}"
		},
		NullObject: `"event_properties":null`,
		Enum:       "event",
		EnumRecord: func(n int64, value string) string {
			return "{" + strings.Replace(event(n, ""), `"login"`, `"`+value+`"`, 1) + "}"
		},
		Checkpoints: true,
		Incremental: nights(),
		Refusals:    []connectortest.Refusal{{Name: "keys of another project", Body: `{"error":"Forbidden"}`, Mend: "secret key of the project: Organization settings"}},
	}
}

func event(n int64, properties string) string {
	if properties != "" {
		properties = `,"event_properties":{` + properties + `}`
	}
	return fmt.Sprintf(`"$insert_id":"e%d","uuid":"u%d","device_id":"d1","user_id":"u@x.test","event_type":"login",`+
		`"event_time":"2026-02-28 05:00:00.123000","server_upload_time":"2026-02-28 05:00:01.000000"%s`, n, n, properties)
}

// pack adds a gzipped member of lines.
func pack(archive *zip.Writer, name string, lines ...string) {
	file, err := archive.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
	if err != nil {
		return // the client left
	}
	zipped := gzip.NewWriter(file)
	for _, line := range lines {
		io.WriteString(zipped, line+"\n")
	}
	zipped.Close()
}

func TestConformance(t *testing.T) { connectortest.Run(t, vendor()) }

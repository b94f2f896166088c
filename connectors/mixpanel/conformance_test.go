package mixpanel_test

import (
	"fmt"
	"io"
	"net/http"
	"testing"

	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/connectors/connectortest"
	"quarterdeck/connectors/mixpanel"
)

func open(src config.Source, deps connectors.Deps) (connectors.Source, error) {
	return mixpanel.New(src, deps)
}

func vendor() connectortest.Vendor {
	return connectortest.Vendor{
		Open:   open,
		Config: config.Source{Username: "svc", ProjectID: "1", Start: "2026-02-28"},
		Stream: "events",
		// The export has no pages: all of them are the stream of one day.
		Serve: func(n int, page func(int) []string) http.Handler {
			mux := http.NewServeMux()
			mux.HandleFunc("GET /api/2.0/export", func(w http.ResponseWriter, r *http.Request) {
				if q := r.URL.Query(); q.Get("from_date") > "2026-02-28" || q.Get("to_date") < "2026-02-28" {
					return
				}
				for i := range n {
					for _, record := range page(i) {
						io.WriteString(w, record+"\n")
					}
				}
			})
			return mux
		},
		EmptyPages: true,
		Record: func(n int64, more string) string {
			return "{" + connectortest.Members(fmt.Sprintf(`"event":"login","properties":{"time":1772323200,"distinct_id":"u1","$insert_id":"e%d","account_id":"A-1"}`, n), more) + "}"
		},
		KeyColumn: "insert_id", KeyText: "e",
		Number: "quantity",
		NumberRecord: func(n int64, value string) string {
			return fmt.Sprintf(`{"event":"login","properties":{"time":1772323200,"distinct_id":"u1","$insert_id":"e%d","quantity":%s}}`, n, value)
		},
		Checkpoints: true,
		Incremental: nights(),
		Refusals: []connectortest.Refusal{
			{Name: "another project", Body: `{"error":"Unauthorized, insufficient permissions for project 1","status":"error"}`, Mend: "compare project_id"},
		},
		NullObject: `"properties":null`,
	}
}

func TestConformance(t *testing.T) { connectortest.Run(t, vendor()) }

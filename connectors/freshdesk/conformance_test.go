package freshdesk_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"testing"
	"time"

	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/connectors/connectortest"
	"quarterdeck/connectors/freshdesk"
)

func open(src config.Source, deps connectors.Deps) (connectors.Source, error) {
	return freshdesk.New(src, deps)
}

const beginning = "2010-01-01T00:00:00Z"

func vendor() connectortest.Vendor {
	return connectortest.Vendor{
		Open:   open,
		Config: config.Source{Subdomain: "northwind"},
		Stream: "tickets",
		Serve: func(n int, page func(int) []string) http.Handler {
			pages := connectortest.Following(n, page, changeOf, token, func(w io.Writer, records []string, more bool) {
				if more {
					link(w.(http.ResponseWriter))
				}
				io.WriteString(w, connectortest.Array(records))
			})
			mux := http.NewServeMux()
			mux.HandleFunc("GET /api/v2/tickets", pages)
			return mux
		},
		Repeat: func(records []string) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				link(w)
				io.WriteString(w, connectortest.Array(records))
			})
		},
		Record:       record,
		KeyColumn:    "id",
		Number:       "company_id",
		NumberRecord: func(n int64, value string) string { return record(n, `"company_id":`+value) },
		Incremental:  nights(),
		NullObject:   `"stats":null`,
	}
}

func link(w http.ResponseWriter) {
	w.Header().Set("Link", `<https://northwind.freshdesk.com/api/v2/tickets?page=2>; rel="next"`)
}

// token is the change a page is asked from, empty for the first.
func token(r *http.Request) string {
	if since := r.URL.Query().Get("updated_since"); since != beginning {
		return since
	}
	return ""
}

func changeOf(record string) string {
	var ticket struct {
		Updated string `json:"updated_at"`
	}
	// What has no change has no token.
	_ = json.Unmarshal([]byte(record), &ticket)
	return ticket.Updated
}

func record(n int64, more string) string {
	at := time.Date(2026, 2, 1, 10, 0, 0, 0, time.UTC).Add(time.Duration(n%1_000_000) * time.Second).Format(time.RFC3339)
	return "{" + connectortest.Members(fmt.Sprintf(`"id":%d,"status":2,"created_at":"2026-01-02T10:00:00Z","updated_at":%q`, n, at),
		`"stats":{"resolved_at":null}`, more) + "}"
}

func TestConformance(t *testing.T) { connectortest.Run(t, vendor()) }

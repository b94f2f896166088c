package zendesk_test

import (
	"fmt"
	"io"
	"net/http"
	"testing"

	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/connectors/connectortest"
	"quarterdeck/connectors/zendesk"
)

func open(src config.Source, deps connectors.Deps) (connectors.Source, error) {
	return zendesk.New(src, deps)
}

func vendor() connectortest.Vendor {
	return connectortest.Vendor{
		Open:   open,
		Config: config.Source{Email: "ops@northwind.example", Subdomain: "northwind"},
		Stream: "tickets",
		Serve: func(n int, page func(int) []string) http.Handler {
			mux := http.NewServeMux()
			mux.HandleFunc("GET /api/v2/incremental/tickets/cursor.json", connectortest.Numbered(n, page, cursor, writeExport))
			return mux
		},
		Repeat: func(records []string) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { writeExport(w, records, "same") })
		},
		EmptyPages:   true,
		Record:       record,
		KeyColumn:    "id",
		Number:       "requester_id",
		NumberRecord: func(n int64, value string) string { return record(n, `"requester_id":`+value) },
		Incremental:  nights(),
		NullObject:   `"metric_set":null`,
		Enum:         "status", EnumRecord: func(n int64, value string) string { return record(n, `"status":"`+value+`"`) },
		Checkpoints: true,
		Refusals: []connectortest.Refusal{
			{Name: "no admin", Body: `{"error":{"title":"Forbidden","message":"You do not have access to this page."}}`, Mend: "must be an admin"},
			{Name: "wrong subdomain", Status: 404, Body: `{"error":{"title":"No help desk at northwind.zendesk.com"}}`, Mend: "check subdomain"},
			{Name: "too many exports", Status: 429, Header: map[string]string{"Retry-After": "10"}, Body: "Number of allowed incremental ticket export API requests per minute exceeded", Temporary: true},
			{Name: "maintenance", Status: 503, Temporary: true},
		},
	}
}

func cursor(r *http.Request) string { return r.URL.Query().Get("cursor") }

func writeExport(w io.Writer, records []string, next string) {
	after := next
	if next == "" {
		after = "end"
	}
	fmt.Fprintf(w, `{"tickets":%s,"after_cursor":"%s","end_of_stream":%v}`, connectortest.Array(records), after, next == "")
}

func record(n int64, more string) string {
	return "{" + connectortest.Members(fmt.Sprintf(`"id":%d,"status":"open","created_at":"2026-01-02T10:00:00Z","updated_at":"2026-02-01T10:00:00Z","generated_timestamp":1769940000`, n),
		`"metric_set":{"reopens":1,"reply_time_in_minutes":{"calendar":15,"business":10}},"tags":["a"]`, more) + "}"
}

func TestConformance(t *testing.T) { connectortest.Run(t, vendor()) }

package typeform_test

import (
	"fmt"
	"io"
	"net/http"
	"testing"

	"github.com/valyala/fastjson"

	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/connectors/connectortest"
	"quarterdeck/connectors/typeform"
)

func open(src config.Source, deps connectors.Deps) (connectors.Source, error) {
	return typeform.New(src, deps)
}

func vendor() connectortest.Vendor {
	return connectortest.Vendor{
		Open:   open,
		Stream: "responses",
		Serve: func(n int, page func(int) []string) http.Handler {
			return withForm(connectortest.Following(n, page, token, before, writeItems))
		},
		Repeat: func(records []string) http.Handler {
			return withForm(func(w http.ResponseWriter, _ *http.Request) { writeItems(w, records, true) })
		},
		EmptyPageEnds: true,
		Record:        record,
		KeyColumn:     "response_id", KeyText: "r",
		Number:       "score",
		NumberRecord: func(n int64, value string) string { return record(n, `"calculated":{"score":`+value+`}`) },
		Incremental:  nights(),
		NullObject:   `"calculated":null`,
		Enum:         "response_type",
		EnumRecord:   func(n int64, value string) string { return record(n, `"response_type":"`+value+`"`) },
		Checkpoints:  true,
		Refusals: []connectortest.Refusal{
			{Name: "scope", Body: `{"code":"FORBIDDEN","description":"Access to resource denied"}`, Mend: "forms:read"},
		},
	}
}

func withForm(responses http.HandlerFunc) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /forms", func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, `{"page_count":1,"items":[{"id":"f1","title":"NPS","last_updated_at":"2026-01-01T00:00:00Z"}]}`)
	})
	mux.HandleFunc("GET /forms/f1/responses", responses)
	return mux
}

func token(record string) string { return fastjson.GetString([]byte(record), "token") }

func before(r *http.Request) string { return r.URL.Query().Get("before") }

func writeItems(w io.Writer, records []string, _ bool) {
	fmt.Fprintf(w, `{"total_items":%d,"page_count":1,"items":%s}`, len(records), connectortest.Array(records))
}

func record(n int64, more string) string {
	return "{" + connectortest.Members(fmt.Sprintf(`"token":"r%d","response_id":"r%d","landed_at":"2026-02-01T10:00:00Z","submitted_at":"2026-02-01T10:01:30Z"`, n, n),
		`"calculated":{"score":3},"hidden":{"account_id":"A-1"},"answers":[]`, more) + "}"
}

func TestConformance(t *testing.T) { connectortest.Run(t, vendor()) }

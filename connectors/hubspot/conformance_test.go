package hubspot_test

import (
	"fmt"
	"io"
	"net/http"
	"testing"

	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/connectors/connectortest"
	"quarterdeck/connectors/hubspot"
)

func open(src config.Source, deps connectors.Deps) (connectors.Source, error) {
	return hubspot.New(src, deps)
}

func vendor() connectortest.Vendor {
	return connectortest.Vendor{
		Open:   open,
		Config: config.Source{Attributes: map[string]config.Attribute{"plan": {Field: "plan"}}},
		Stream: "deals",
		Serve: func(n int, page func(int) []string) http.Handler {
			mux := http.NewServeMux()
			mux.HandleFunc("GET /crm/v3/objects/deals", connectortest.Numbered(n, page, after, writePage))
			return mux
		},
		Repeat: func(records []string) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { writePage(w, records, "7") })
		},
		EmptyPages:   true,
		Record:       record,
		KeyColumn:    "id",
		Number:       "amount",
		NumberRecord: func(n int64, value string) string { return record(n, `"properties":{"amount":`+value+`}`) },
		Incremental:  nights(),
		NullObject:   `"properties":null`,
	}
}

func after(r *http.Request) string { return r.URL.Query().Get("after") }

func writePage(w io.Writer, records []string, next string) {
	paging := ""
	if next != "" {
		paging = `,"paging":{"next":{"after":"` + next + `"}}`
	}
	fmt.Fprintf(w, `{"results":%s%s}`, connectortest.Array(records), paging)
}

func record(n int64, more string) string {
	return "{" + connectortest.Members(fmt.Sprintf(`"id":"%d","createdAt":"2025-01-05T08:00:00.000Z","updatedAt":"2026-01-05T08:00:00.1Z","archived":false`, n),
		`"properties":{"dealname":"Deal","amount":"10.50","hs_is_closed":"true"}`, more) + "}"
}

func TestConformance(t *testing.T) { connectortest.Run(t, vendor()) }

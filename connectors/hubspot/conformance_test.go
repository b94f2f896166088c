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
			mux.HandleFunc("GET /crm/v3/objects/deals", func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Query().Get("archived") == "true" {
					writePage(w, nil, "")
					return
				}
				connectortest.Numbered(n, page, after, writePage)(w, r)
			})
			// What changed while a pull was taken up again: nothing.
			mux.HandleFunc("POST /crm/v3/objects/deals/search", func(w http.ResponseWriter, _ *http.Request) { writePage(w, nil, "") })
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
		Enum:         "stage", EnumRecord: func(n int64, value string) string { return record(n, `"properties":{"dealstage":"`+value+`"}`) },
		Checkpoints: true,
		Refusals: []connectortest.Refusal{
			{Name: "missing scope", Body: `{"status":"error","message":"This app hasn't been granted all required scopes","category":"MISSING_SCOPES","errors":[{"message":"x","context":{"requiredGranularScopes":["crm.objects.deals.read"]}}]}`,
				Mend: "Scopes: add crm.objects.deals.read"},
			{Name: "the user may not", Body: `{"status":"error","category":"USER_DOES_NOT_HAVE_PERMISSIONS"}`, Mend: "let a super admin make a new one"},
			{Name: "the day is used up", Status: 429, Body: `{"status":"error","errorType":"RATE_LIMIT","policyName":"DAILY"}`, Mend: "requests of the day are used up"},
			{Name: "too fast", Status: 429, Body: `{"status":"error","errorType":"RATE_LIMIT","policyName":"TEN_SECONDLY_ROLLING"}`, Temporary: true},
			{Name: "the account moves", Status: 477, Temporary: true},
		},
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

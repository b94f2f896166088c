package stripe_test

import (
	"fmt"
	"io"
	"net/http"
	"testing"

	"github.com/valyala/fastjson"

	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/connectors/connectortest"
	"quarterdeck/connectors/stripe"
)

func open(src config.Source, deps connectors.Deps) (connectors.Source, error) {
	return stripe.New(src, deps)
}

func vendor() connectortest.Vendor {
	return connectortest.Vendor{
		Open:   open,
		Stream: "invoices",
		Serve: func(n int, page func(int) []string) http.Handler {
			mux := http.NewServeMux()
			mux.HandleFunc("GET /v1/events", func(w http.ResponseWriter, _ *http.Request) { writeList(w, nil, false) })
			mux.HandleFunc("GET /v1/invoices", connectortest.Following(n, page, recordID, startingAfter, writeList))
			return mux
		},
		Repeat: func(records []string) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { writeList(w, records, true) })
		},
		Record:    record,
		KeyColumn: "id", KeyText: "in_",
		Number:       "subtotal",
		NumberRecord: func(n int64, value string) string { return record(n, `"subtotal":`+value) },
		Incremental:  nights(),
		NullObject:   `"lines":null,"status_transitions":null`,
		Enum:         "status", EnumRecord: func(n int64, value string) string { return record(n, `"status":"`+value+`"`) },
		Checkpoints: true,
		Refusals: []connectortest.Refusal{
			{Name: "restricted key", Body: `{"error":{"type":"invalid_request_error","message":"The provided key 'rk_live_***' does not have the required permissions for this endpoint. Having the 'rak_invoice_read' permission would allow this request to continue."}}`,
				Mend: "Restricted keys, edit the key"},
			{Name: "Stripe says no", Status: 500, Header: map[string]string{"Stripe-Should-Retry": "false"}},
			{Name: "Stripe says again", Status: 400, Header: map[string]string{"Stripe-Should-Retry": "true"}, Temporary: true},
			{Name: "too fast", Status: 429, Header: map[string]string{"Stripe-Rate-Limited-Reason": "global-rate"}, Temporary: true},
		},
	}
}

func recordID(record string) string { return fastjson.GetString([]byte(record), "id") }

func startingAfter(r *http.Request) string { return r.URL.Query().Get("starting_after") }

func writeList(w io.Writer, records []string, more bool) {
	fmt.Fprintf(w, `{"object":"list","has_more":%v,"data":%s}`, more, connectortest.Array(records))
}

func record(n int64, more string) string {
	return "{" + connectortest.Members(fmt.Sprintf(`"id":"in_%d","object":"invoice","created":1767225600,"customer":"cus_1","currency":"usd"`, n),
		`"total":1200,"status":"paid","status_transitions":{"paid_at":1767225700,"voided_at":null},"due_date":null`,
		`"lines":{"object":"list","has_more":false,"data":[{"id":"il_1","amount":1200}]}`, more) + "}"
}

func TestConformance(t *testing.T) { connectortest.Run(t, vendor()) }

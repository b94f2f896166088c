package chargebee_test

import (
	"fmt"
	"io"
	"net/http"
	"testing"

	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/connectors/chargebee"
	"quarterdeck/connectors/connectortest"
)

func open(src config.Source, deps connectors.Deps) (connectors.Source, error) {
	return chargebee.New(src, deps)
}

func vendor() connectortest.Vendor {
	return connectortest.Vendor{
		Open:   open,
		Config: config.Source{Subdomain: "northwind-test"},
		Stream: "invoices",
		Serve: func(n int, page func(int) []string) http.Handler {
			mux := http.NewServeMux()
			mux.HandleFunc("GET /api/v2/invoices", connectortest.Numbered(n, page, offset, writeList))
			return mux
		},
		Repeat: func(records []string) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { writeList(w, records, "again") })
		},
		EmptyPages: true,
		Record:     record,
		KeyColumn:  "id", KeyText: "INV-",
		Number:       "sub_total",
		NumberRecord: func(n int64, value string) string { return record(n, `"sub_total":`+value) },
		Incremental:  nights(),
		NullObject:   `"line_items":null,"linked_payments":null`,
	}
}

func offset(r *http.Request) string { return r.URL.Query().Get("offset") }

// writeList wraps each record as the vendor does, beside the customer's card.
func writeList(w io.Writer, records []string, next string) { writeKind(w, "invoice", records, next) }

func writeKind(w io.Writer, kind string, records []string, next string) {
	wrapped := make([]string, len(records))
	for i, r := range records {
		wrapped[i] = fmt.Sprintf(`{%q:%s,"card":{"last4":"1111"}}`, kind, r)
	}
	io.WriteString(w, `{"list":`+connectortest.Array(wrapped))
	if next != "" {
		fmt.Fprintf(w, `,"next_offset":%q`, next)
	}
	io.WriteString(w, "}")
}

// record is an invoice as the vendor's documentation shows it.
func record(n int64, more string) string {
	return "{" + connectortest.Members(fmt.Sprintf(`"id":"INV-%d","object":"invoice","customer_id":"169lk","subscription_id":"169lkTU","status":"paid"`, n),
		`"price_type":"tax_exclusive","currency_code":"EUR","date":1767225600,"due_date":1767225600,"paid_at":1767225700,"total":416600,"amount_paid":416600`,
		`"amount_due":0,"updated_at":1767225700,"resource_version":1767225700123,"deleted":false`,
		`"line_items":[{"id":"li_1","date_from":1767225600,"date_to":1769904000,"unit_amount":83320,"quantity":5,"amount":416600,"entity_type":"plan_item_price","entity_id":"pro-EUR-Y"}]`,
		`"linked_payments":[{"txn_id":"txn_1","applied_amount":416600,"applied_at":1767225700,"txn_status":"success"}]`, more) + "}"
}

func TestConformance(t *testing.T) { connectortest.Run(t, vendor()) }

package chargebee_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quarterdeck/connectors/connectortest"
	"quarterdeck/connectors/rest"
)

func TestLinesAreCompleted(t *testing.T) {
	line := func(n int) string { return fmt.Sprintf(`{"id":"li_%d","note":"é\n"}`, n) }
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/v2/invoices", func(w http.ResponseWriter, _ *http.Request) {
		writeList(w, []string{`{"id":"1/a","line_items":[` + line(1) + `,` + line(2) + `],"line_item_discounts":[{"line_item_id":"li_1"}],"line_items_next_offset":"[\"2\"]"}`}, "")
	})
	mux.HandleFunc("GET /api/v2/invoices/1%2Fa", func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Query().Get("line_items_offset") {
		case `["2"]`:
			io.WriteString(w, `{"invoice":{"id":"1/a","line_items":[`+line(3)+`],"line_items_next_offset":"x"}}`)
		case "x":
			io.WriteString(w, `{"invoice":{"id":"1/a","line_items":[`+line(4)+`],"line_item_discounts":[{"line_item_id":"li_4"}]}}`)
		default:
			http.Error(w, r.URL.String(), http.StatusBadRequest)
		}
	})
	got := connectortest.MustPull(t, connectortest.Open(t, vendor(), mux, &connectortest.Clock{}), "invoices", nil)
	want := "[" + line(1) + "," + line(2) + "," + line(3) + "," + line(4) + "]"
	if got.Rows[0]["line_items"] != want || got.Rows[0]["line_item_discounts"] != `[{"line_item_id":"li_1"},{"line_item_id":"li_4"}]` {
		t.Errorf("got %s, %s", got.Rows[0]["line_items"], got.Rows[0]["line_item_discounts"])
	}
	if got.Rows[0]["_extra"] != "" {
		t.Errorf("_extra %s", got.Rows[0]["_extra"])
	}
}

// TestDocumentedSubscription lands the vendor's own example.
func TestDocumentedSubscription(t *testing.T) {
	handler := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, `{"list":[{"subscription":{"id":"169lkTU","customer_id":"169lk","currency_code":"EUR","status":"non_renewing","billing_period":1,
"billing_period_unit":"year","mrr":416600,"current_term_end":1798761600,"updated_at":1767225600,"resource_version":1767225600123,"deleted":false,"object":"subscription",
"cf_account":"A-1","subscription_items":[{"item_price_id":"pro-EUR-Y","item_type":"plan","quantity":5,"unit_price":1000000,"amount":5000000,"unit_price_in_decimal":"10000.005","object":"subscription_item"}]},
"customer":{"id":"169lk"}},{"card":{}}]}`)
	})
	got := connectortest.MustPull(t, connectortest.Open(t, vendor(), handler, &connectortest.Clock{}), "subscriptions", nil)
	if len(got.Rows) != 1 || got.Rejected != 1 || got.Invalid != 0 {
		t.Fatalf("%d rows, %d rejected, %d invalid", len(got.Rows), got.Rejected, got.Invalid)
	}
	for column, want := range map[string]string{"id": "169lkTU", "mrr": "416600", "currency": "EUR", "status": "non_renewing", "resource_version": "1767225600123",
		"_extra": `{"cf_account":"A-1"}`} {
		if got.Rows[0][column] != want {
			t.Errorf("%s = %q, want %q", column, got.Rows[0][column], want)
		}
	}
	if !strings.Contains(got.Rows[0]["items"], `"unit_price_in_decimal":"10000.005"`) {
		t.Errorf("items %s", got.Rows[0]["items"])
	}
}

func TestRefusalsSayWhatToDo(t *testing.T) {
	for code, want := range map[string]struct {
		status int
		advice string
	}{
		"configuration_incompatible": {400, "product catalogue 1.0"},
		"api_authorization_failed":   {403, "API Keys"},
		"site_not_found":             {404, "subdomain"},
	} {
		handler := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(want.status)
			fmt.Fprintf(w, `{"message":"Sorry, %s","type":"invalid_request","api_error_code":%q,"http_status_code":%d}`, strings.Repeat("so ", 100), code, want.status)
		})
		source := connectortest.Open(t, vendor(), handler, &connectortest.Clock{})
		_, err := connectortest.Pull(t.Context(), t, source, "item_prices", nil)
		var e *rest.Error
		if !errors.As(err, &e) || !e.Permanent || !strings.Contains(err.Error(), want.advice) {
			t.Errorf("%s: %v", code, err)
		}
	}
}

func TestCheckAsksForTheStream(t *testing.T) {
	var asked []string
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.String())
		io.WriteString(w, `{"list":[]}`)
	})
	source := connectortest.Open(t, vendor(), handler, &connectortest.Clock{})
	for _, stream := range []string{"", "item_prices", "credit_notes"} {
		if err := source.Check(t.Context(), stream); err != nil {
			t.Error(err)
		}
	}
	if diff := cmp.Diff([]string{"/api/v2/customers?limit=1", "/api/v2/item_prices?limit=1", "/api/v2/credit_notes?limit=1"}, asked); diff != "" {
		t.Error(diff)
	}
	if err := source.Check(t.Context(), "plans"); err == nil {
		t.Error("a stream nobody declares was checked")
	}
}

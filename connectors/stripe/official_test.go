package stripe_test

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	official "github.com/stripe/stripe-go/v85"

	"quarterdeck/config"
	"quarterdeck/connectors/connectortest"
	"quarterdeck/connectors/simulator"
	"quarterdeck/connectors/simulator/world"
	"quarterdeck/connectors/stripe"
)

// TestStripesOwnClientReadsTheSame reads the simulator with Stripe's official
// client to the end of every list. Objects and some of their fields must be what
// this package landed, so that simulator and connector do not merely share one
// misunderstanding.
func TestStripesOwnClientReadsTheSame(t *testing.T) {
	night := time.Date(2026, 3, 1, 7, 0, 0, 0, time.UTC)
	invented := world.New(world.Options{Seed: 7, Customers: 60, Months: 20, Horizon: 26, Start: time.Date(2024, 9, 1, 0, 0, 0, 0, time.UTC)})
	systems := simulator.New(invented, simulator.Options{Now: func() time.Time { return night }})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.URL.Path = simulator.PathStripe + r.URL.Path // the official client allows no path before /v1
		systems.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	clock := &connectortest.Clock{}
	deps := clock.Deps()
	deps.Now = func() time.Time { return night }
	source, err := stripe.New(config.Source{Name: "sim", BaseURL: server.URL, Token: simulator.TokenStripe, Rate: 1e6}, deps)
	if err != nil {
		t.Fatal(err)
	}
	client := official.NewClient(simulator.TokenStripe, official.WithBackends(official.NewBackendsWithConfig(&official.BackendConfig{
		URL: &server.URL, LeveledLogger: &official.LeveledLogger{}})))
	for _, stream := range officialLists(t, client) {
		landed := map[string]string{}
		for _, row := range connectortest.MustPull(t, source, stream.name, nil).Rows {
			values := make([]string, len(stream.columns))
			for i, column := range stream.columns {
				values[i] = row[column]
				if column == "lines" || column == "items" {
					values[i] = strconv.Itoa(strings.Count(row[column], `"object":"line_item"`) + strings.Count(row[column], `"object":"subscription_item"`))
				}
			}
			landed[row["id"]] = strings.Join(values, " ")
		}
		if len(landed) < stream.least {
			t.Errorf("%s: only %d landed, the test would prove little", stream.name, len(landed))
		}
		if diff := cmp.Diff(stream.objects, landed); diff != "" {
			t.Errorf("%s: the official client (-) and the connector (+) differ\n%.2000s", stream.name, diff)
		}
	}
}

// officialList is what the official client read of one stream: the values of the
// columns by id.
type officialList struct {
	name    string
	columns []string
	objects map[string]string
	least   int
}

func officialLists(t *testing.T, client *official.Client) []officialList {
	t.Helper()
	ctx, page := t.Context(), official.ListParams{Limit: official.Int64(37)}
	whole := func(text ...string) string { return strings.Join(text, " ") }
	return []officialList{
		{"customers", []string{"name", "currency"}, drain(t, client.V1Customers.List(ctx, &official.CustomerListParams{ListParams: page}).All(ctx),
			func(c *official.Customer) (string, string) { return c.ID, whole(c.Name, string(c.Currency)) }), 40},
		{"prices", []string{"currency", "unit_amount", "product_id"}, drain(t, client.V1Prices.List(ctx, &official.PriceListParams{ListParams: page}).All(ctx),
			func(p *official.Price) (string, string) {
				return p.ID, whole(string(p.Currency), number(p.UnitAmount), p.Product.ID)
			}), 10},
		{"coupons", []string{"duration", "name"}, drain(t, client.V1Coupons.List(ctx, &official.CouponListParams{ListParams: page}).All(ctx),
			func(c *official.Coupon) (string, string) { return c.ID, whole(string(c.Duration), c.Name) }), 6},
		{"subscriptions", []string{"status", "customer_id", "items"}, drain(t, client.V1Subscriptions.List(ctx, &official.SubscriptionListParams{ListParams: page, Status: official.String("all")}).All(ctx),
			func(s *official.Subscription) (string, string) {
				return s.ID, whole(string(s.Status), s.Customer.ID, number(int64(len(s.Items.Data))))
			}), 40},
		{"invoices", []string{"status", "currency", "total", "amount_paid", "lines"}, drain(t, client.V1Invoices.List(ctx, &official.InvoiceListParams{ListParams: page}).All(ctx),
			func(i *official.Invoice) (string, string) {
				return i.ID, whole(string(i.Status), string(i.Currency), number(i.Total), number(i.AmountPaid), number(countLines(t, client, i)))
			}), 400},
		{"refunds", []string{"amount", "status", "charge_id"}, drain(t, client.V1Refunds.List(ctx, &official.RefundListParams{ListParams: page}).All(ctx),
			func(r *official.Refund) (string, string) {
				return r.ID, whole(number(r.Amount), string(r.Status), r.Charge.ID)
			}), 2},
		{"credit_notes", []string{"amount", "invoice_id", "total_excluding_tax"}, drain(t, client.V1CreditNotes.List(ctx, &official.CreditNoteListParams{ListParams: page}).All(ctx),
			func(n *official.CreditNote) (string, string) {
				return n.ID, whole(number(n.Amount), n.Invoice.ID, number(n.TotalExcludingTax))
			}), 2},
	}
}

func number(n int64) string { return strconv.FormatInt(n, 10) }

// drain reads a list to its end.
func drain[T any](t *testing.T, all official.Seq2[T, error], show func(T) (id, text string)) map[string]string {
	t.Helper()
	objects := map[string]string{}
	for object, err := range all {
		if err != nil {
			t.Fatal(err)
		}
		id, text := show(object)
		if _, again := objects[id]; again {
			t.Errorf("%s came twice", id)
		}
		objects[id] = text
	}
	return objects
}

// countLines reads the lines of an invoice that shows only its first ones.
func countLines(t *testing.T, client *official.Client, invoice *official.Invoice) int64 {
	t.Helper()
	if !invoice.Lines.HasMore {
		return int64(len(invoice.Lines.Data))
	}
	return int64(len(drain(t, client.V1Invoices.ListLines(t.Context(), &official.InvoiceListLinesParams{Invoice: official.String(invoice.ID)}).All(t.Context()),
		func(l *official.InvoiceLineItem) (string, string) { return l.ID, "" })))
}

package transforms

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// billing writes Stripe rows the way the API gives them, from a few words a
// line. Days are noon in New York, so that day and local day agree.
type billing struct {
	customers, products, prices, coupons, subscriptions, invoices []string
	invoiceNumber                                                 int
	// special are prices with a scheme, tiers mode, tiers and a transformation.
	special []string
}

// sub is a subscription; empty days are null.
type sub struct {
	id, customer, currency string
	start, created         string
	trialStart, trialEnd   string
	cancelAt, canceled     string
	atPeriodEnd            bool
	ended                  string
	status                 string
	items                  string // JSON of items.data; empty is []
	pause                  string // JSON of pause_collection
	testClock              string
	test                   bool // livemode is false
}

// inv is an invoice with its lines; total is their sum.
type inv struct {
	sub, customer, currency string
	at, due, paid, void     string
	uncollectible           string
	status                  string
	discounts               string // JSON of expanded discounts
	lines                   []line
}

// line is an invoice line of an item; amounts in minor units.
type line struct {
	item, price string
	qty         int
	amount      int
	from, to    string
	proration   bool
	off         map[string]int // discount id: amount
	discounts   string         // JSON of the line's own expanded discounts
	oneOff      bool
}

func (b *billing) price(id string, unit int, currency, interval string, count int) {
	b.prices = append(b.prices, fmt.Sprintf("%s prod_%s %s %d %s %d licensed -", id, id, currency, unit, interval, count))
	b.products = append(b.products, fmt.Sprintf("prod_%s '%s'", id, id))
}

func (b *billing) customer(id, email, metadata string) {
	b.customers = append(b.customers, fmt.Sprintf("%s '%s Ltd' %s %s '2024-01-01 17:00:00'", id, id, orNull(email), quoted(metadata)))
}

func (b *billing) coupon(id, duration string) { b.coupons = append(b.coupons, id+" "+duration+" -") }

func (b *billing) subscription(s sub) {
	if s.created == "" {
		s.created = s.start
	}
	if s.status == "" {
		s.status = "active"
	}
	if s.items == "" {
		s.items = "[]"
	}
	fields := []string{s.id, s.customer, s.status, orDefault(s.currency, "usd"), at(s.created), at(s.start), at(s.trialStart), at(s.trialEnd),
		at(s.cancelAt), fmt.Sprint(s.atPeriodEnd), at(s.canceled), at(s.ended), quoted(s.items), quoted(s.pause), orNull(s.testClock), fmt.Sprint(!s.test)}
	b.subscriptions = append(b.subscriptions, strings.Join(fields, " "))
}

func (b *billing) invoice(t *testing.T, i inv) {
	t.Helper()
	b.invoiceNumber++
	total, lines := 0, []string{}
	for n, l := range i.lines {
		total += l.amount
		for _, off := range l.off {
			total -= off
		}
		lines = append(lines, l.json(t, fmt.Sprintf("il_%d_%d", b.invoiceNumber, n), i.sub))
	}
	status := i.status
	switch {
	case status != "":
	case i.void != "":
		status = "void"
	case i.paid != "":
		status = "paid"
	case i.uncollectible != "":
		status = "uncollectible"
	default:
		status = "open"
	}
	finalized := at(i.at)
	if status == "draft" {
		finalized = "-"
	}
	fields := []string{fmt.Sprintf("in_%d", b.invoiceNumber), orDefault(i.customer, "cus_A"), orNull(i.sub), status, orDefault(i.currency, "usd"),
		fmt.Sprint(total), fmt.Sprint(total), fmt.Sprint(max(total, 0)), fmt.Sprint(max(total, 0)), at(i.at), at(i.due), finalized, at(i.paid), at(i.void), at(i.uncollectible),
		quoted(orDefault(i.discounts, "[]")), quoted("[" + strings.Join(lines, ",") + "]")}
	b.invoices = append(b.invoices, strings.Join(fields, " "))
}

func (l line) json(t *testing.T, id, subscription string) string {
	t.Helper()
	off := []string{}
	for _, discount := range sortedKeys(l.off) {
		off = append(off, fmt.Sprintf(`{"amount":%d,"discount":%q}`, l.off[discount], discount))
	}
	parent := fmt.Sprintf(`{"type":"subscription_item_details","subscription_item_details":{"subscription_item":%q,"subscription":%q,"proration":%t}}`,
		orDefault(l.item, "si_"+subscription), subscription, l.proration)
	if l.oneOff {
		parent = `{"type":"invoice_item_details","subscription_item_details":null,"invoice_item_details":{"proration":false}}`
	}
	return fmt.Sprintf(`{"id":%q,"amount":%d,"quantity":%d,"period":{"start":%d,"end":%d},"parent":%s,"pricing":{"price_details":{"price":%q}},"discount_amounts":[%s],"discounts":%s}`,
		id, l.amount, max(l.qty, 1), unix(t, l.from), unix(t, l.to), parent, l.price, strings.Join(off, ","), orDefault(l.discounts, "[]"))
}

// tables are the landed rows of the account.
func (b *billing) tables() map[string]string {
	tables := map[string]string{}
	add := func(table, header string, rows []string) {
		if len(rows) > 0 {
			tables[table] = header + "\n" + strings.Join(rows, "\n")
		}
	}
	add("stripe_customers", "id name email metadata created_at", b.customers)
	add("stripe_products", "id name", b.products)
	prices := slices.Clone(b.special)
	for _, p := range b.prices {
		prices = append(prices, p+" per_unit - - -")
	}
	add("stripe_prices", "id product_id currency unit_amount recurring_interval interval_count usage_type unit_amount_decimal billing_scheme tiers_mode tiers transform_quantity", prices)
	add("stripe_coupons", "id duration amount_off", b.coupons)
	add("stripe_subscriptions", "id customer_id status currency created_at start_at trial_start trial_end cancel_at cancel_at_period_end canceled_at ended_at items pause_collection test_clock livemode", b.subscriptions)
	add("stripe_invoices", "id customer_id subscription_id status currency total total_excluding_tax amount_due amount_remaining created_at due_at finalized_at paid_at "+
		"voided_at marked_uncollectible_at discounts lines", b.invoices)
	return tables
}

func at(day string) string {
	if day == "" {
		return "-"
	}
	return "'" + day + "'"
}

func unix(t *testing.T, day string) int64 {
	t.Helper()
	if day == "" {
		day = "2026-01-01"
	}
	instant, err := parseInstant(day)
	if err != nil {
		t.Fatal(err)
	}
	return instant.Unix()
}

// months gives the days of n months from a day: each with the next.
func monthly(from string, n int) [][2]string {
	start, err := time.Parse(time.DateOnly, from)
	if err != nil {
		panic(err)
	}
	var out [][2]string
	for i := range n {
		out = append(out, [2]string{start.AddDate(0, i, 0).Format(time.DateOnly), start.AddDate(0, i+1, 0).Format(time.DateOnly)})
	}
	return out
}

func orNull(s string) string { return orDefault(s, "-") }

func quoted(s string) string {
	if s == "" {
		return "-"
	}
	return "'" + s + "'"
}

func orDefault(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

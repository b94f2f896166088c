package transforms

import (
	"fmt"
	"strings"
	"testing"
)

// TestStripeMRR holds what is Stripe's own against numbers worked out by hand.
func TestStripeMRR(t *testing.T) {
	t.Parallel()
	for _, cases := range [][]mrrCase{tierCases(), itemDiscountCases(), pauseCases(), testDataCases()} {
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				t.Parallel()
				c.check(t)
			})
		}
	}
}

const (
	// Ten units at 10.00, the next ten at 8.00 with 5.00 on top, then 6.00 each.
	threeTiers = `[{"up_to":10,"unit_amount":1000,"flat_amount":null},{"up_to":20,"unit_amount":800,"flat_amount":500},{"up_to":null,"unit_amount_decimal":"600","flat_amount":null}]`
)

func (b *billing) tiered(id, mode, tiers string) {
	b.special = append(b.special, fmt.Sprintf("%s prod_%s usd - month 1 licensed - tiered %s '%s' -", id, id, mode, tiers))
	b.products = append(b.products, fmt.Sprintf("prod_%s '%s'", id, id))
}

func tierCases() []mrrCase {
	// A subscription of quantity units whose only line covers a part of January, so
	// that the tiers must tell what a month costs.
	part := func(mode string, quantity int) func(*testing.T, *billing) {
		return func(t *testing.T, b *billing) {
			b.tiered("p", mode, threeTiers)
			b.subscription(sub{id: "s1", customer: "cus_A", start: "2026-01-11"})
			b.invoice(t, inv{sub: "s1", at: "2026-01-11", paid: "2026-01-11",
				lines: []line{{price: "p", qty: quantity, amount: 1, from: "2026-01-11", to: "2026-02-01", proration: true}}})
		}
	}
	in := func(want string) map[string]string { return map[string]string{"2026-01-31": want} }
	return []mrrCase{
		{name: "graduated, first tier: 7 × 10", given: part("graduated", 7), levels: in("70.000000")},
		{name: "graduated, tier's end: 10 × 10", given: part("graduated", 10), levels: in("100.000000")},
		{name: "graduated, second tier: 100 + 5 + 5 × 8", given: part("graduated", 15), levels: in("145.000000")},
		{name: "graduated, third tier: 100 + 85 + 5 × 6", given: part("graduated", 25), levels: in("215.000000")},
		{name: "volume, first tier: 10 × 10", given: part("volume", 10), levels: in("100.000000")},
		{name: "volume, second tier: 5 + 15 × 8", given: part("volume", 15), levels: in("125.000000")},
		{name: "volume, third tier: 25 × 6", given: part("volume", 25), levels: in("150.000000")},
		{name: "the lines of a whole month are the price", given: func(t *testing.T, b *billing) {
			b.tiered("p", "graduated", threeTiers)
			b.subscription(sub{id: "s1", customer: "cus_A", start: "2026-01-01"})
			b.invoice(t, inv{sub: "s1", at: "2026-01-01", paid: "2026-01-01", lines: []line{
				{price: "p", qty: 10, amount: 10000, from: "2026-01-01", to: "2026-02-01"},
				{price: "p", qty: 5, amount: 4000, from: "2026-01-01", to: "2026-02-01"},
				{price: "p", amount: 500, from: "2026-01-01", to: "2026-02-01"}}})
		}, levels: in("145.000000")},
		{name: "tiers nobody landed: 21 of 31 days for 42", given: func(t *testing.T, b *billing) {
			b.special = []string{"p prod_p usd - month 1 licensed - tiered graduated - -"}
			b.products = []string{"prod_p p"}
			b.subscription(sub{id: "s1", customer: "cus_A", start: "2026-01-11"})
			b.invoice(t, inv{sub: "s1", at: "2026-01-11", paid: "2026-01-11", lines: []line{{price: "p", qty: 9, amount: 4200, from: "2026-01-11", to: "2026-02-01", proration: true}}})
		}, levels: in("62.000000")},
		{name: "packs of five, 11 units are 3 packs", given: func(t *testing.T, b *billing) {
			b.special = []string{`p prod_p usd 2000 month 1 licensed - per_unit - - '{"divide_by":5,"round":"up"}'`}
			b.products = []string{"prod_p p"}
			b.subscription(sub{id: "s1", customer: "cus_A", start: "2026-01-01"})
			b.invoice(t, inv{sub: "s1", at: "2026-01-01", paid: "2026-01-01", lines: []line{{price: "p", qty: 11, amount: 6000, from: "2026-01-01", to: "2026-02-01"}}})
		}, levels: in("60.000000")},
	}
}

func itemDiscountCases() []mrrCase {
	// own is a month at 100.00 with a coupon on the item alone: the invoice itself
	// names no discount.
	own := func(coupon, source string, off int) func(*testing.T, *billing) {
		return func(t *testing.T, b *billing) {
			b.price("p", 10000, "usd", "month", 1)
			if coupon != "" {
				b.coupons = append(b.coupons, coupon)
			}
			b.subscription(sub{id: "s1", customer: "cus_A", start: "2026-01-01"})
			b.invoice(t, inv{sub: "s1", at: "2026-01-01", paid: "2026-01-01", lines: []line{{price: "p", amount: 10000, from: "2026-01-01", to: "2026-02-01",
				off: map[string]int{"di_1": off}, discounts: `[{"id":"di_1","source":{"type":"coupon","coupon":` + source + `}}]`}}})
		}
	}
	// grown is a deal in force when five of ten seats are added on 20 January. The
	// proration is net already and names no discount.
	grown := func(coupon, end string, off int) func(*testing.T, *billing) {
		return func(t *testing.T, b *billing) {
			b.price("p", 1000, "usd", "month", 1)
			b.coupons = append(b.coupons, coupon)
			b.subscription(sub{id: "s1", customer: "cus_A", start: "2026-01-01"})
			discount := fmt.Sprintf(`[{"id":"di_1","end":%s,"source":{"type":"coupon","coupon":"c"}}]`, end)
			b.invoice(t, inv{sub: "s1", at: "2026-01-01", paid: "2026-01-01", discounts: discount,
				lines: []line{{price: "p", qty: 10, amount: 10000, from: "2026-01-01", to: "2026-02-01", off: map[string]int{"di_1": off}}}})
			b.invoice(t, inv{sub: "s1", at: "2026-01-20", paid: "2026-01-20", lines: []line{
				{price: "p", qty: 10, amount: -3097, from: "2026-01-20", to: "2026-02-01", proration: true},
				{price: "p", qty: 15, amount: 4645, from: "2026-01-20", to: "2026-02-01", proration: true}}})
		}
	}
	in := func(want string) map[string]string { return map[string]string{"2026-01-31": want} }
	return []mrrCase{
		{name: "item discount for ever", given: own("c forever -", `"c"`, 2500), levels: in("75.000000")},
		{name: "item discount once", given: own("c once -", `"c"`, 2500), levels: in("100.000000")},
		{name: "item discount once, coupon given whole and unknown", given: own("", `{"id":"x","duration":"once"}`, 2500), levels: in("100.000000")},
		{name: "item discount, coupon unknown", given: own("", `"x"`, 2500), levels: in("75.000000")},
		{name: "item discount of an amount", given: own("c repeating 2500", `"c"`, 2500), levels: in("75.000000")},
		{name: "20 % off grows with the seats: 150 × 0.8", given: grown("c forever -", "null", 2000),
			levels: map[string]string{"2026-01-19": "80.000000", "2026-01-20": "120.000000"}},
		{name: "20.00 off does not: 150 − 20", given: grown("c forever 2000", "null", 2000),
			levels: map[string]string{"2026-01-19": "80.000000", "2026-01-20": "130.000000"}},
		{name: "a deal that ended by then", given: grown("c repeating -", fmt.Sprint(1768485600), 2000), // 15 January
			levels: map[string]string{"2026-01-20": "150.000000"}},
	}
}

func pauseCases() []mrrCase {
	paused := func(behaviour string, i inv) func(*testing.T, *billing) {
		return func(t *testing.T, b *billing) {
			b.price("p", 10000, "usd", "month", 1)
			pause := ""
			if behaviour != "" {
				pause = `{"behavior":"` + behaviour + `","resumes_at":null}`
			}
			b.subscription(sub{id: "s1", customer: "cus_A", start: "2026-05-01", pause: pause})
			b.invoice(t, inv{sub: "s1", at: "2026-05-01", paid: "2026-05-01", lines: []line{{price: "p", amount: 10000, from: "2026-05-01", to: "2026-06-01"}}})
			i.sub, i.at, i.lines = "s1", "2026-06-01", []line{{price: "p", amount: 10000, from: "2026-06-01", to: "2026-07-01"}}
			b.invoice(t, i)
		}
	}
	pause := "2026-05-01 2026-06-01 100.000000 paid pause\n2026-06-01 - 0.000000 paused -"
	return []mrrCase{
		{name: "paused, invoices void", given: paused("void", inv{void: "2026-06-01"}), periods: pause},
		{name: "paused, invoices kept as drafts", given: paused("keep_as_draft", inv{status: "draft"}), periods: pause},
		{name: "paused, invoices given up at once", given: paused("mark_uncollectible", inv{uncollectible: "2026-06-01"}), periods: pause},
		{name: "a draft of an hour ago is no pause", given: paused("", inv{status: "draft"}), periods: "2026-05-01 - 100.000000 paid -"},
		{name: "given up after dunning is no pause", given: paused("", inv{uncollectible: "2026-06-22"}),
			periods: "2026-05-01 2026-07-01 100.000000 paid past_due\n2026-07-01 - 0.000000 past_due -"},
		{name: "resumed after invoices were given up: nothing is in arrears", given: func(t *testing.T, b *billing) {
			paused("", inv{uncollectible: "2026-06-01"})(t, b)
			b.invoice(t, inv{sub: "s1", at: "2026-07-01", paid: "2026-07-01", lines: []line{{price: "p", amount: 10000, from: "2026-07-01", to: "2026-08-01"}}})
		}, periods: "2026-05-01 2026-06-01 100.000000 paid pause\n2026-06-01 2026-07-01 0.000000 paused change\n2026-07-01 - 100.000000 paid -"},
	}
}

func testDataCases() []mrrCase {
	second := func(s sub) func(*testing.T, *billing) {
		return func(t *testing.T, b *billing) {
			sold(10000, "month", 1, 1)(t, b)
			s.id, s.customer, s.start = "s2", "cus_A", "2026-01-01"
			b.subscription(s)
			b.invoice(t, inv{sub: "s2", at: "2026-01-01", paid: "2026-01-01", lines: []line{{price: "p", amount: 10000, from: "2026-01-01", to: "2026-02-01"}}})
		}
	}
	in := func(want string) map[string]string { return map[string]string{"2026-01-31": want} }
	return []mrrCase{
		{name: "a test clock's subscription", given: second(sub{testClock: "clock_1"}), levels: in("100.000000")},
		{name: "a test key's subscription beside live ones", given: second(sub{test: true}), levels: in("100.000000")},
		{name: "test data alone", given: func(t *testing.T, b *billing) {
			sold(10000, "month", 1, 1)(t, b)
			b.subscriptions[0] = strings.TrimSuffix(b.subscriptions[0], "true") + "false"
		}, levels: in("100.000000")},
	}
}

// TestStripeCurrencies goes through every currency whose smallest unit is not a
// hundredth, and those that look so and are not.
func TestStripeCurrencies(t *testing.T) {
	t.Parallel()
	want := map[string]string{}
	for _, code := range strings.Fields("BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF") {
		want[code] = "1"
	}
	for _, code := range strings.Fields("BHD JOD KWD OMR TND") {
		want[code] = "1000"
	}
	db := buildLanded(t, world{asOf: "2026-01-31"}, "staging.currency_units")
	got := map[string]string{}
	for _, row := range show(t, db.conn, "SELECT currency, minor_per_major FROM staging.currency_units") {
		code, units, _ := strings.Cut(row, "  ")
		got[code] = units
	}
	if fmt.Sprint(got) != fmt.Sprint(want) { // maps print in the order of their keys
		t.Errorf("got %v, want %v; ISK, UGX, HUF and TWD are sent in hundredths", got, want)
	}
}

// TestUsageRevenue: metered lines earn no MRR and are kept as revenue, with the
// mean of three months beside it.
func TestUsageRevenue(t *testing.T) {
	t.Parallel()
	b := &billing{}
	b.customer("cus_A", "", "")
	b.price("p", 10000, "usd", "month", 1)
	b.special = []string{"calls prod_calls usd 2 month 1 metered - per_unit - - -"}
	b.subscription(sub{id: "s1", customer: "cus_A", start: "2026-01-01"})
	for n, calls := range []int{0, 900, 1500, 600} {
		m := monthly("2026-01-01", 6)[n]
		lines := []line{{price: "p", amount: 10000, from: m[0], to: m[1]}}
		if before := monthly("2025-12-01", 6)[n]; calls > 0 {
			lines = append(lines, line{item: "si_calls", price: "calls", qty: calls, amount: 2 * calls, from: before[0], to: before[1], off: map[string]int{"di": 100}})
		}
		b.invoice(t, inv{sub: "s1", at: m[0], paid: m[0], lines: lines})
	}
	b.invoice(t, inv{sub: "s1", at: "2026-05-01", void: "2026-05-01", lines: []line{{item: "si_calls", price: "calls", qty: 9000, amount: 18000, from: "2026-04-01", to: "2026-05-01"}}})
	landed := b.tables()
	c := &cb{}
	c.price("p", 2000, "per_unit", 1, "month")
	c.price("calls", 2, "per_unit", 1, "month")
	c.subscription("active", "USD", cbStarted("2026-01-01"))
	c.invoice(t, "2026-02-01", "paid", cbLine{price: "p", amount: 2000, from: "2026-02-01", to: "2026-03-01"},
		cbLine{price: "calls", kind: "addon", qty: 900, amount: 1800, from: "2026-01-01", to: "2026-02-01", extra: `"metered":true`})
	for name, text := range c.tables() {
		landed[name] = text
	}
	metered := func(s *Settings) { s.Metrics.Metered = "trailing_3m" }
	db := buildLanded(t, world{asOf: "2026-05-31", settings: metered, landed: landed}, "core.usage_charges", "metrics.metered_mrr", "core.subscription_periods")
	diff(t, show(t, db.conn, "SELECT customer_id, used_on, sum(amount) FROM core.usage_charges GROUP BY ALL ORDER BY ALL"), lines(`
		A      2026-01-01 18.000000
		cus_A  2026-01-01 17.000000
		cus_A  2026-02-01 29.000000
		cus_A  2026-03-01 11.000000`))
	diff(t, show(t, db.conn, "SELECT customer_id, strftime(month, '%m'), metered_mrr FROM metrics.metered_mrr ORDER BY ALL"), lines(`
		A      01  6.000000
		A      02  6.000000
		A      03  6.000000
		cus_A  01  5.666667
		cus_A  02 15.333333
		cus_A  03 19.000000
		cus_A  04 13.333333
		cus_A  05  3.666667`))
	if got := levelAt(t, db, "2026-02-15"); got != "120.000000" {
		t.Errorf("MRR %s, want 120: metered lines are none", got)
	}
}

// TestTestData: the check speaks of a billing source with nothing but test data.
func TestTestData(t *testing.T) {
	t.Parallel()
	for _, mixed := range []bool{false, true} {
		b := &billing{}
		b.customer("cus_A", "", "")
		b.subscription(sub{id: "s1", customer: "cus_A", start: "2026-01-01", test: true})
		if mixed {
			b.subscription(sub{id: "s2", customer: "cus_A", start: "2026-01-01"})
		}
		db := buildLanded(t, world{asOf: "2026-01-31", landed: b.tables()}, "staging.stripe_live_sources")
		text, err := embedded.ReadFile("sql/checks/test_mode_billing.sql")
		if err != nil {
			t.Fatal(err)
		}
		if got := show(t, db.conn, string(text)); (len(got) == 0) != mixed {
			t.Errorf("with live data %v: the check found %v", mixed, got)
		}
	}
}

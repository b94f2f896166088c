package transforms

import (
	"maps"
	"testing"
)

// The worked MRR cases, from Stripe's rows to core.subscription_periods. The
// numbers in the names are those of the metric definitions.
//
// levels ask for the MRR at the end of days; periods for the whole history.
type mrrCase struct {
	name    string
	asOf    string // 2026-12-31 when empty
	given   func(t *testing.T, b *billing)
	levels  map[string]string
	periods string // start, end, mrr, kind, end_reason
}

func TestMRR(t *testing.T) {
	t.Parallel()
	for _, cases := range [][]mrrCase{intervalCases(), discountCases(), changeCases(), stopCases()} {
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				t.Parallel()
				c.check(t)
			})
		}
	}
}

func (c mrrCase) check(t *testing.T) {
	t.Helper()
	b := &billing{}
	b.customer("cus_A", "", "")
	c.given(t, b)
	db := buildLanded(t, world{asOf: orDefault(c.asOf, "2026-12-31"), landed: b.tables()}, "core.subscription_periods")
	got := map[string]string{}
	for day := range c.levels {
		got[day] = levelAt(t, db, day)
	}
	if !maps.Equal(got, c.levels) {
		t.Errorf("MRR: got %v, want %v", got, c.levels)
	}
	if c.periods != "" {
		diff(t, show(t, db.conn, `SELECT start_date, end_date, mrr, kind, end_reason FROM core.subscription_periods ORDER BY subscription_id, start_date`), lines(c.periods))
	}
}

// levelAt is the MRR at the end of a day: active iff start <= day < end.
func levelAt(t *testing.T, db *database, day string) string {
	t.Helper()
	return show(t, db.conn, "SELECT coalesce(sum(mrr), 0) FROM core.subscription_periods WHERE start_date <= DATE "+literal(day)+
		" AND (end_date IS NULL OR end_date > DATE "+literal(day)+")")[0]
}

// sold opens a subscription s1 on 2026-01-01 with one paid invoice of one line.
func sold(unit int, interval string, count, qty int) func(*testing.T, *billing) {
	return func(t *testing.T, b *billing) {
		b.price("p", unit, "usd", interval, count)
		b.subscription(sub{id: "s1", customer: "cus_A", start: "2026-01-01"})
		b.invoice(t, inv{sub: "s1", at: "2026-01-01", paid: "2026-01-01", lines: []line{{price: "p", qty: qty, amount: unit * qty, from: "2026-01-01", to: "2027-01-01"}}})
	}
}

func intervalCases() []mrrCase {
	day := "2026-01-31"
	one := func(name, want string, given func(*testing.T, *billing)) mrrCase {
		return mrrCase{name: name, given: given, levels: map[string]string{day: want}}
	}
	return []mrrCase{
		one("MRR-01 yearly", "100.000000", sold(120000, "year", 1, 1)),
		one("MRR-02 four seats yearly", "166.666667", sold(50000, "year", 1, 4)),
		one("MRR-03 quarterly", "100.000000", sold(30000, "month", 3, 1)),
		one("MRR-04 half-yearly", "100.000000", sold(60000, "month", 6, 1)),
		one("MRR-04 every two years", "100.000000", sold(240000, "year", 2, 1)),
		one("MRR-05 weekly", "43.333333", sold(1000, "week", 1, 1)),
		one("MRR-06 daily", "30.416667", sold(100, "day", 1, 1)),
		one("MRR-07 seats", "105.000000", sold(1500, "month", 1, 7)),
		one("MRR-12 tax is not in the lines", "100.000000", sold(10000, "month", 1, 1)),
		one("MRR-21 February is a month", "100.000000", sold(10000, "month", 1, 1)),
		{name: "MRR-22 free plan", given: sold(0, "month", 1, 1), levels: map[string]string{day: "0.000000"},
			periods: `2026-01-01 - 0.000000 free -`},
		one("sub-cent price", "1.234000", func(t *testing.T, b *billing) {
			sold(1, "month", 1, 1)(t, b)
			b.prices = []string{"p prod_p usd - month 1 licensed 123.4"}
		}),
		one("tiered price: what an interval cost", "123.000000", func(t *testing.T, b *billing) {
			sold(12300, "month", 1, 1)(t, b)
			b.prices = []string{"p prod_p usd - month 1 licensed -"}
		}),
		one("metered price", "0.000000", func(t *testing.T, b *billing) {
			sold(12300, "month", 1, 1)(t, b)
			b.prices = []string{"p prod_p usd 1 month 1 metered -"}
		}),
		{name: "MRR-30 no customers", given: func(*testing.T, *billing) {}, levels: map[string]string{day: "0.000000"}},
	}
}

func TestMinorUnits(t *testing.T) {
	t.Parallel()
	for currency, want := range map[string]string{
		"usd": "50.000000", "jpy": "5000.000000", "kwd": "5.000000", "isk": "50.000000", "ugx": "50.000000", "huf": "50.000000",
	} {
		t.Run(currency, func(t *testing.T) {
			b := &billing{}
			b.customer("cus_A", "", "")
			b.price("p", 5000, currency, "month", 1)
			b.subscription(sub{id: "s1", customer: "cus_A", currency: currency, start: "2026-01-01"})
			b.invoice(t, inv{sub: "s1", currency: currency, at: "2026-01-01", paid: "2026-01-01",
				lines: []line{{price: "p", amount: 5000, from: "2026-01-01", to: "2026-02-01"}}})
			db := buildLanded(t, world{asOf: "2026-01-31", landed: b.tables()}, "core.subscription_periods", "core.invoices")
			diff(t, show(t, db.conn, "SELECT mrr, currency FROM core.subscription_periods"), []string{want + "  " + map[string]string{
				"usd": "USD", "jpy": "JPY", "kwd": "KWD", "isk": "ISK", "ugx": "UGX", "huf": "HUF"}[currency]})
			diff(t, show(t, db.conn, "SELECT amount FROM core.invoices"), []string{want})
		})
	}
}

func discountCases() []mrrCase {
	deal := func(unit, off, months int, duration, interval string) func(*testing.T, *billing) {
		return func(t *testing.T, b *billing) {
			b.price("p", unit, "usd", interval, 1)
			b.coupon("c", duration)
			b.subscription(sub{id: "s1", customer: "cus_A", start: "2026-01-01"})
			for n, m := range monthly("2026-01-01", 4) {
				if n > 0 && interval == "year" {
					break
				}
				i := inv{sub: "s1", at: m[0], paid: m[0], lines: []line{{price: "p", amount: unit, from: m[0], to: m[1]}}}
				if n < months {
					i.discounts = `[{"id":"di_1","source":{"type":"coupon","coupon":"c"}}]`
					i.lines[0].off = map[string]int{"di_1": off}
				}
				b.invoice(t, i)
			}
		}
	}
	return []mrrCase{
		{name: "MRR-08 half off for ever", given: deal(1000, 500, 4, "forever", "month"),
			levels: map[string]string{"2026-01-31": "5.000000", "2026-04-30": "5.000000"}, periods: `2026-01-01 - 5.000000 paid -`},
		{name: "MRR-09 amount off each year", given: deal(120000, 24000, 1, "forever", "year"), levels: map[string]string{"2026-01-31": "80.000000"}},
		{name: "MRR-10 three months off", given: deal(10000, 2000, 3, "repeating", "month"),
			levels:  map[string]string{"2026-01-31": "80.000000", "2026-03-31": "80.000000", "2026-04-30": "100.000000"},
			periods: "2026-01-01 2026-04-01 80.000000 paid change\n2026-04-01 - 100.000000 paid -"},
		{name: "MRR-11 once", given: deal(10000, 3000, 1, "once", "month"),
			levels: map[string]string{"2026-01-31": "100.000000", "2026-02-28": "100.000000"}, periods: `2026-01-01 - 100.000000 paid -`},
		{name: "MRR-23 discount above the price", given: deal(10000, 12000, 4, "forever", "month"),
			levels: map[string]string{"2026-01-31": "0.000000"}, periods: `2026-01-01 - 0.000000 free -`},
		{name: "MRR-13 set-up fee", given: func(t *testing.T, b *billing) {
			b.price("setup", 50000, "usd", "-", 1)
			b.price("p", 10000, "usd", "month", 1)
			b.subscription(sub{id: "s1", customer: "cus_A", start: "2026-01-01"})
			b.invoice(t, inv{sub: "s1", at: "2026-01-01", paid: "2026-01-01", lines: []line{
				{price: "p", amount: 10000, from: "2026-01-01", to: "2026-02-01"},
				{price: "setup", amount: 50000, from: "2026-01-01", to: "2026-01-01", oneOff: true}}})
		}, levels: map[string]string{"2026-01-31": "100.000000"}},
	}
}

func changeCases() []mrrCase {
	upgrade := func(t *testing.T, b *billing) {
		b.price("small", 10000, "usd", "month", 1)
		b.price("big", 15000, "usd", "month", 1)
		b.subscription(sub{id: "s1", customer: "cus_A", start: "2026-01-01"})
		b.invoice(t, inv{sub: "s1", at: "2026-01-01", paid: "2026-01-01", lines: []line{{price: "small", amount: 10000, from: "2026-01-01", to: "2026-02-01"}}})
		b.invoice(t, inv{sub: "s1", at: "2026-01-20", paid: "2026-01-20", lines: []line{
			{price: "small", amount: -3871, from: "2026-01-20", to: "2026-02-01", proration: true},
			{price: "big", amount: 5806, from: "2026-01-20", to: "2026-02-01", proration: true}}})
		b.invoice(t, inv{sub: "s1", at: "2026-02-01", paid: "2026-02-01", lines: []line{{price: "big", amount: 15000, from: "2026-02-01", to: "2026-03-01"}}})
	}
	return []mrrCase{
		{name: "MRR-20 upgrade inside the month", given: upgrade,
			levels:  map[string]string{"2026-01-19": "100.000000", "2026-01-20": "150.000000", "2026-01-31": "150.000000", "2026-02-28": "150.000000"},
			periods: "2026-01-01 2026-01-20 100.000000 paid change\n2026-01-20 - 150.000000 paid -"},
		{name: "an upgrade after the as-of day is not known", asOf: "2026-01-19", given: upgrade, periods: "2026-01-01 - 100.000000 paid -"},
		{name: "two changes on one day: the last counts", given: func(t *testing.T, b *billing) {
			upgrade(t, b)
			b.invoice(t, inv{sub: "s1", at: "2026-02-10 15:00:00", paid: "2026-02-10", lines: []line{
				{price: "big", amount: -900, from: "2026-02-10 15:00:00", to: "2026-03-01", proration: true},
				{price: "small", qty: 9, amount: 5000, from: "2026-02-10 15:00:00", to: "2026-03-01", proration: true}}})
			b.invoice(t, inv{sub: "s1", at: "2026-02-10 20:00:00", paid: "2026-02-10", lines: []line{
				{price: "small", qty: 9, amount: -900, from: "2026-02-10 20:00:00", to: "2026-03-01", proration: true},
				{price: "small", qty: 3, amount: 5000, from: "2026-02-10 20:00:00", to: "2026-03-01", proration: true}}})
		}, levels: map[string]string{"2026-02-09": "150.000000", "2026-02-10": "300.000000"}},
		{name: "a second item is added and taken away", given: func(t *testing.T, b *billing) {
			sold(10000, "month", 1, 1)(t, b)
			b.price("addon", 2000, "usd", "month", 1)
			b.invoice(t, inv{sub: "s1", at: "2026-02-01", paid: "2026-02-01", lines: []line{{item: "si_x", price: "addon", amount: 2000, from: "2026-02-01", to: "2026-03-01"}}})
			b.invoice(t, inv{sub: "s1", at: "2026-02-15", paid: "2026-02-15", lines: []line{{item: "si_x", price: "addon", amount: -900, from: "2026-02-15", to: "2026-03-01", proration: true}}})
		}, levels: map[string]string{"2026-01-31": "100.000000", "2026-02-10": "120.000000", "2026-02-15": "100.000000"}},
		{name: "MRR-25 ramp deal", given: func(t *testing.T, b *billing) {
			b.price("y1", 120000, "usd", "year", 1)
			b.price("y2", 240000, "usd", "year", 1)
			b.subscription(sub{id: "s1", customer: "cus_A", start: "2025-01-01"})
			b.invoice(t, inv{sub: "s1", at: "2025-01-01", paid: "2025-01-01", lines: []line{{price: "y1", amount: 120000, from: "2025-01-01", to: "2026-01-01"}}})
			b.invoice(t, inv{sub: "s1", at: "2026-01-01", paid: "2026-01-01", lines: []line{{price: "y2", amount: 240000, from: "2026-01-01", to: "2027-01-01"}}})
		}, levels: map[string]string{"2025-12-31": "100.000000", "2026-01-01": "200.000000"}},
		{name: "MRR-31 monthly and yearly", given: func(t *testing.T, b *billing) {
			sold(10000, "month", 1, 1)(t, b)
			b.price("y", 100000, "usd", "year", 1)
			b.subscription(sub{id: "s2", customer: "cus_A", start: "2026-01-01"})
			b.invoice(t, inv{sub: "s2", at: "2026-01-01", paid: "2026-01-01", lines: []line{{price: "y", amount: 100000, from: "2026-01-01", to: "2027-01-01"}}})
		}, levels: map[string]string{"2026-01-31": "183.333333"}},
	}
}

func stopCases() []mrrCase {
	yearly := func(s sub) func(*testing.T, *billing) {
		return func(t *testing.T, b *billing) {
			b.price("p", 120000, "usd", "year", 1)
			s.id, s.customer, s.start = "s1", "cus_A", "2026-01-01"
			b.subscription(s)
			b.invoice(t, inv{sub: "s1", at: "2026-01-01", paid: "2026-01-01", lines: []line{{price: "p", amount: 120000, from: "2026-01-01", to: "2027-01-01"}}})
		}
	}
	unpaid := func(paid, ended string) func(*testing.T, *billing) {
		return func(t *testing.T, b *billing) {
			b.price("p", 10000, "usd", "month", 1)
			b.subscription(sub{id: "s1", customer: "cus_A", start: "2026-03-10", ended: ended, canceled: ended})
			b.invoice(t, inv{sub: "s1", at: "2026-03-10", paid: "2026-03-10", lines: []line{{price: "p", amount: 10000, from: "2026-03-10", to: "2026-04-10"}}})
			b.invoice(t, inv{sub: "s1", at: "2026-04-10", paid: paid, lines: []line{{price: "p", amount: 10000, from: "2026-04-10", to: "2026-05-10"}}})
		}
	}
	return []mrrCase{
		{name: "MRR-14 trial", given: func(t *testing.T, b *billing) {
			b.price("p", 10000, "usd", "month", 1)
			b.subscription(sub{id: "s1", customer: "cus_A", start: "2026-03-01", trialStart: "2026-03-01", trialEnd: "2026-03-15"})
			b.invoice(t, inv{sub: "s1", at: "2026-03-01", paid: "2026-03-01", lines: []line{{price: "p", amount: 0, from: "2026-03-01", to: "2026-03-15"}}})
			b.invoice(t, inv{sub: "s1", at: "2026-03-15", paid: "2026-03-15", lines: []line{{price: "p", amount: 10000, from: "2026-03-15", to: "2026-04-15"}}})
		}, levels: map[string]string{"2026-03-14": "0.000000", "2026-03-15": "100.000000"},
			periods: "2026-03-01 2026-03-15 0.000000 trial change\n2026-03-15 - 100.000000 paid -"},
		{name: "MRR-15 past due", given: unpaid("", ""),
			levels:  map[string]string{"2026-05-09": "100.000000", "2026-05-10": "0.000000"},
			periods: "2026-03-10 2026-05-10 100.000000 paid past_due\n2026-05-10 - 0.000000 past_due -"},
		{name: "past due, the grace is not over yet", asOf: "2026-05-09", given: unpaid("", ""), periods: "2026-03-10 - 100.000000 paid -"},
		{name: "past due, paid late", given: unpaid("2026-05-20", ""),
			levels: map[string]string{"2026-05-19": "0.000000", "2026-05-20": "100.000000"}},
		{name: "paid after the as-of day is unpaid", asOf: "2026-05-19", given: unpaid("2026-05-20", ""),
			periods: "2026-03-10 2026-05-10 100.000000 paid past_due\n2026-05-10 - 0.000000 past_due -"},
		{name: "ends for a failed payment", given: unpaid("", "2026-05-01"), periods: "2026-03-10 2026-05-01 100.000000 paid involuntary"},
		{name: "MRR-16 paused and resumed", given: func(t *testing.T, b *billing) {
			b.price("p", 10000, "usd", "month", 1)
			b.subscription(sub{id: "s1", customer: "cus_A", start: "2026-05-01"})
			b.invoice(t, inv{sub: "s1", at: "2026-05-01", paid: "2026-05-01", lines: []line{{price: "p", amount: 10000, from: "2026-05-01", to: "2026-06-01"}}})
			b.invoice(t, inv{sub: "s1", at: "2026-06-01", void: "2026-06-01", lines: []line{{price: "p", amount: 10000, from: "2026-06-01", to: "2026-07-01"}}})
			b.invoice(t, inv{sub: "s1", at: "2026-07-01", void: "2026-07-01", lines: []line{{price: "p", amount: 10000, from: "2026-07-01", to: "2026-08-01"}}})
			b.invoice(t, inv{sub: "s1", at: "2026-07-15", paid: "2026-07-15", lines: []line{{price: "p", amount: 10000, from: "2026-07-15", to: "2026-08-15"}}})
		}, levels: map[string]string{"2026-05-31": "100.000000", "2026-06-30": "0.000000", "2026-07-31": "100.000000"},
			periods: "2026-05-01 2026-06-01 100.000000 paid pause\n2026-06-01 2026-07-15 0.000000 paused change\n2026-07-15 - 100.000000 paid -"},
		{name: "MRR-17 cancelled, paid up", asOf: "2027-01-31", given: yearly(sub{canceled: "2026-04-20", cancelAt: "2027-01-01", atPeriodEnd: true, ended: "2027-01-01"}),
			levels: map[string]string{"2026-04-20": "100.000000", "2026-12-31": "100.000000", "2027-01-01": "0.000000"}, periods: "2026-01-01 2027-01-01 100.000000 paid voluntary"},
		{name: "MRR-17 the end is not known before it comes", asOf: "2026-12-31", given: yearly(sub{canceled: "2026-04-20", cancelAt: "2027-01-01", atPeriodEnd: true, ended: "2027-01-01"}),
			periods: "2026-01-01 - 100.000000 paid -"},
		{name: "MRR-18 refunded and ended", given: yearly(sub{canceled: "2026-04-20", ended: "2026-04-20"}),
			levels: map[string]string{"2026-04-19": "100.000000", "2026-04-20": "0.000000"}},
		{name: "MRR-24 signed, not started", asOf: "2026-06-30", given: func(t *testing.T, b *billing) {
			b.price("p", 10000, "usd", "month", 1)
			b.subscription(sub{id: "s1", customer: "cus_A", created: "2026-06-20", start: "2026-07-01",
				items: `[{"id":"si_s1","price":{"id":"p"},"quantity":1}]`})
		}, levels: map[string]string{"2026-06-30": "0.000000"}},
		{name: "MRR-24 started, no invoice yet", asOf: "2026-07-01", given: func(t *testing.T, b *billing) {
			b.price("p", 10000, "usd", "month", 1)
			b.subscription(sub{id: "s1", customer: "cus_A", created: "2026-06-20", start: "2026-07-01",
				items: `[{"id":"si_s1","price":{"id":"p"},"quantity":1}]`})
		}, levels: map[string]string{"2026-07-01": "100.000000"}},
		{name: "never paid the first invoice", given: func(t *testing.T, b *billing) {
			b.price("p", 10000, "usd", "month", 1)
			b.subscription(sub{id: "s1", customer: "cus_A", start: "2026-01-01", status: "incomplete_expired"})
			b.invoice(t, inv{sub: "s1", at: "2026-01-01", void: "2026-01-02", lines: []line{{price: "p", amount: 10000, from: "2026-01-01", to: "2026-02-01"}}})
		}, levels: map[string]string{"2026-01-31": "0.000000"}},
	}
}

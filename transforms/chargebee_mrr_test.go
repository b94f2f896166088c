package transforms

import (
	"fmt"
	"maps"
	"strings"
	"testing"
)

// cb is a Chargebee site in a few words a line. Days are noon in New York.
type cb struct {
	prices, coupons, subscriptions, invoices, notes []string
}

func (c *cb) price(id string, price int, model string, period int, unit string) {
	c.prices = append(c.prices, fmt.Sprintf("%s item_%s %s %s %d %d %s", id, id, id, model, price, period, unit))
}

// subscription adds a row; fields are in the order of cbSubscriptionColumns
// after id and customer.
func (c *cb) subscription(status, currency, fields string) {
	c.subscriptions = append(c.subscriptions, "s1 A "+status+" "+currency+" "+fields)
}

const cbSubscriptionColumns = "id customer_id status currency started_at trial_start trial_end cancelled_at cancel_schedule_created_at current_term_end pause_at resume_at mrr updated_at items contract_term"

func cbStarted(day string) string { return day + " - - - - - - - - - - -" }

// invoice adds an invoice of lines, paid on its day unless status says otherwise.
func (c *cb) invoice(t *testing.T, day, status string, lines ...cbLine) {
	t.Helper()
	c.document(t, "USD", "tax_exclusive", day, status, lines...)
}

func (c *cb) document(t *testing.T, currency, priceType, day, status string, lines ...cbLine) {
	t.Helper()
	total, items, discounts := 0, []string{}, []string{}
	id := fmt.Sprintf("INV%d", len(c.invoices)+1)
	for n, l := range lines {
		items = append(items, l.json(t, fmt.Sprintf("li_%s_%d", id, n)))
		total += l.amount
		for _, coupon := range sortedKeys(l.off) {
			discounts = append(discounts, fmt.Sprintf(`{"line_item_id":"li_%s_%d","discount_type":"document_level_coupon","coupon_id":%q,"discount_amount":%d}`, id, n, coupon, l.off[coupon]))
			total -= l.off[coupon]
		}
	}
	paid, due, paidAt, voidedAt := total, 0, day, "-"
	switch status {
	case "voided":
		paid, paidAt, voidedAt = 0, "-", day
	case "payment_due", "not_paid":
		paid, due, paidAt = 0, total, "-"
	}
	c.invoices = append(c.invoices, fmt.Sprintf("%s A s1 %s %s %s %d %d %d %s %s %s %s %s '[%s]' '[%s]'", id, status, priceType, currency, total, paid, due,
		day, day, paidAt, voidedAt, day, strings.Join(items, ","), strings.Join(discounts, ",")))
}

type cbLine struct {
	price, kind  string // kind: plan unless given
	qty, amount  int
	unit         int // the unit amount shown; the whole line's when 0
	from, to     string
	off          map[string]int
	model, extra string // extra: more JSON members
}

func (l cbLine) json(t *testing.T, id string) string {
	t.Helper()
	unitAmount := l.unit
	if unitAmount == 0 {
		unitAmount = l.amount / max(l.qty, 1)
	}
	off := 0
	for _, o := range l.off {
		off += o
	}
	text := fmt.Sprintf(`{"id":%q,"entity_type":"%s_item_price","entity_id":%q,"quantity":%d,"unit_amount":%d,"amount":%d,"discount_amount":%d,"pricing_model":%q,"date_from":%d,"date_to":%d`,
		id, orDefault(l.kind, "plan"), l.price, max(l.qty, 1), unitAmount, l.amount, off, orDefault(l.model, "per_unit"), unix(t, l.from), unix(t, l.to))
	if l.extra != "" {
		text += "," + l.extra
	}
	return text + "}"
}

func (c *cb) tables() map[string]string {
	tables := map[string]string{"chargebee_customers": "id company created_at\nA 'Acme Ltd' 2024-01-01"}
	add := func(table, header string, rows []string) {
		if len(rows) > 0 {
			tables[table] = header + "\n" + strings.Join(rows, "\n")
		}
	}
	add("chargebee_item_prices", "id item_id external_name pricing_model price period period_unit", c.prices)
	add("chargebee_coupons", "id duration_type", c.coupons)
	add("chargebee_subscriptions", cbSubscriptionColumns, c.subscriptions)
	add("chargebee_invoices", "id customer_id subscription_id status price_type currency total amount_paid amount_due issued_at due_at paid_at voided_at updated_at line_items line_item_discounts", c.invoices)
	add("chargebee_credit_notes", "id customer_id subscription_id reason_code status currency issued_at line_items", c.notes)
	return tables
}

type cbCase struct {
	name, asOf string
	given      func(t *testing.T, c *cb)
	levels     map[string]string
	periods    string // start, end, mrr, kind, end_reason
}

// TestChargebeeMRR holds the periods rebuilt from Chargebee's documents against
// numbers worked out by hand; the ids are those of the metric definitions.
func TestChargebeeMRR(t *testing.T) {
	t.Parallel()
	for _, cases := range [][]cbCase{cbPriceCases(), cbChangeCases(), cbStopCases()} {
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				t.Parallel()
				site := &cb{}
				c.given(t, site)
				db := buildLanded(t, world{asOf: orDefault(c.asOf, "2026-12-31"), landed: site.tables()}, "core.subscription_periods", "core.subscriptions", "core.invoices")
				got := map[string]string{}
				for day := range c.levels {
					got[day] = levelAt(t, db, day)
				}
				if !maps.Equal(got, c.levels) {
					t.Errorf("MRR: got %v, want %v\n%s", got, c.levels, strings.Join(show(t, db.conn, "SELECT * FROM core.subscription_periods"), "\n"))
				}
				if c.periods != "" {
					diff(t, show(t, db.conn, `SELECT start_date, end_date, mrr, kind, end_reason FROM core.subscription_periods ORDER BY subscription_id, start_date`), lines(c.periods))
				}
			})
		}
	}
}

func cbMonthly(t *testing.T, c *cb, unit, qty int, off map[string]int, from string, n int) {
	t.Helper()
	for _, m := range monthly(from, n) {
		c.invoice(t, m[0], "paid", cbLine{price: "p", qty: qty, amount: unit * qty, from: m[0], to: m[1], off: off})
	}
}

func cbPriceCases() []cbCase {
	sold := func(price int, period int, unit string, l cbLine) func(*testing.T, *cb) {
		return func(t *testing.T, c *cb) {
			c.price("p", price, "per_unit", period, unit)
			c.subscription("active", "USD", cbStarted("2026-01-01"))
			l.price, l.from = "p", "2026-01-01"
			c.invoice(t, "2026-01-01", "paid", l)
		}
	}
	in := func(want string) map[string]string { return map[string]string{"2026-01-31": want} }
	currency := func(code, want string) cbCase {
		return cbCase{name: "minor units of " + code, levels: in(want), given: func(t *testing.T, c *cb) {
			c.price("p", 5000, "per_unit", 1, "month")
			c.subscription("active", code, cbStarted("2026-01-01"))
			c.document(t, code, "tax_exclusive", "2026-01-01", "paid", cbLine{price: "p", amount: 5000, from: "2026-01-01", to: "2026-02-01"})
		}}
	}
	return []cbCase{
		{name: "MRR-01 yearly", given: sold(120000, 1, "year", cbLine{amount: 120000, to: "2027-01-01"}), levels: in("100.000000")},
		{name: "MRR-03 quarterly", given: sold(30000, 3, "month", cbLine{amount: 30000, to: "2026-04-01"}), levels: in("100.000000")},
		{name: "MRR-05 weekly", given: sold(1000, 1, "week", cbLine{amount: 1000, to: "2026-01-08"}), levels: in("43.333333")},
		{name: "MRR-07 seats", given: sold(1500, 1, "month", cbLine{qty: 7, amount: 10500, to: "2026-02-01"}), levels: in("105.000000")},
		{name: "MRR-22 free plan", given: sold(0, 1, "month", cbLine{to: "2026-02-01"}), levels: in("0.000000"), periods: "2026-01-01 - 0.000000 free -"},
		{name: "amounts with more decimals", given: sold(0, 1, "month", cbLine{amount: 12, extra: `"amount_in_decimal":"0.12345","unit_amount_in_decimal":"0.12345"`, to: "2026-02-01"}),
			levels: in("0.123450")},
		{name: "MRR-12 a price with tax in it", levels: in("100.000000"), given: func(t *testing.T, c *cb) {
			c.price("p", 11900, "per_unit", 1, "month")
			c.subscription("active", "USD", cbStarted("2026-01-01"))
			c.document(t, "USD", "tax_inclusive", "2026-01-01", "paid", cbLine{price: "p", amount: 11900, extra: `"tax_amount":1900`, from: "2026-01-01", to: "2026-02-01"})
		}},
		currency("JPY", "5000.000000"), currency("KWD", "5.000000"), currency("ISK", "5000.000000"), currency("EUR", "50.000000"),
		{name: "metered lines and charges earn nothing", levels: in("20.000000"), given: func(t *testing.T, c *cb) {
			c.price("p", 2000, "per_unit", 1, "month")
			c.price("calls", 2, "per_unit", 1, "month")
			c.subscription("active", "USD", cbStarted("2026-01-01"))
			c.invoice(t, "2026-01-01", "paid", cbLine{price: "p", amount: 2000, from: "2026-01-01", to: "2026-02-01"},
				cbLine{price: "calls", kind: "addon", qty: 900, amount: 1800, from: "2025-12-01", to: "2026-01-01", extra: `"metered":true`},
				cbLine{price: "setup", kind: "charge", amount: 50000, from: "2026-01-01", to: "2026-01-01"})
		}},
		{name: "MRR-08 half off for ever", levels: in("5.000000"), given: func(t *testing.T, c *cb) {
			c.price("p", 1000, "per_unit", 1, "month")
			c.coupons = []string{"HALF forever"}
			c.subscription("active", "USD", cbStarted("2026-01-01"))
			cbMonthly(t, c, 1000, 1, map[string]int{"HALF": 500}, "2026-01-01", 2)
		}},
		{name: "MRR-10 three months off", levels: map[string]string{"2026-03-31": "80.000000", "2026-04-30": "100.000000"}, given: func(t *testing.T, c *cb) {
			c.price("p", 10000, "per_unit", 1, "month")
			c.coupons = []string{"RAMP limited_period"}
			c.subscription("active", "USD", cbStarted("2026-01-01"))
			cbMonthly(t, c, 10000, 1, map[string]int{"RAMP": 2000}, "2026-01-01", 3)
			cbMonthly(t, c, 10000, 1, nil, "2026-04-01", 1)
		}},
		{name: "MRR-11 once", levels: in("100.000000"), given: func(t *testing.T, c *cb) {
			c.price("p", 10000, "per_unit", 1, "month")
			c.coupons = []string{"HELLO one_time"}
			c.subscription("active", "USD", cbStarted("2026-01-01"))
			cbMonthly(t, c, 10000, 1, map[string]int{"HELLO": 3000}, "2026-01-01", 1)
		}},
		{name: "an item price that is gone", levels: in("100.000000"), given: func(t *testing.T, c *cb) {
			c.subscriptions = []string{"s1 A active USD " + cbStarted("2026-01-01")}
			c.price("other", 1, "per_unit", 1, "month")
			c.invoice(t, "2026-01-01", "paid", cbLine{price: "other", amount: 10000, from: "2026-01-01", to: "2026-02-01"})
		}},
	}
}

func cbChangeCases() []cbCase {
	// Ten seats at 15.00; on 20 January five more, of which twelve days of
	// thirty-one are asked for: 5,806 for one and a half times the price.
	upgrade := func(later bool, list int) func(*testing.T, *cb) {
		return func(t *testing.T, c *cb) {
			c.price("p", list, "per_unit", 1, "month")
			c.subscription("active", "USD", cbStarted("2026-01-01"))
			c.invoice(t, "2026-01-01", "paid", cbLine{price: "p", qty: 10, amount: 10000, from: "2026-01-01", to: "2026-02-01"})
			c.invoice(t, "2026-01-20", "paid", cbLine{price: "p", qty: 15, unit: 387, amount: 5806, from: "2026-01-20", to: "2026-02-01"})
			c.notes = []string{fmt.Sprintf(`CN1 A s1 subscription_change refunded USD 2026-01-20 '[{"entity_type":"plan_item_price","entity_id":"p","amount":3871,"quantity":10,"date_from":%d,"date_to":%d}]'`,
				unix(t, "2026-01-20"), unix(t, "2026-02-01"))}
			if later {
				c.invoice(t, "2026-02-01", "paid", cbLine{price: "p", qty: 15, amount: 15000, from: "2026-02-01", to: "2026-03-01"})
			}
		}
	}
	addon := func(end func(*testing.T, *cb)) func(*testing.T, *cb) {
		return func(t *testing.T, c *cb) {
			c.price("p", 10000, "per_unit", 1, "month")
			c.price("sms", 2000, "flat_fee", 1, "month")
			c.subscription("active", "USD", cbStarted("2026-01-01"))
			c.invoice(t, "2026-01-01", "paid", cbLine{price: "p", amount: 10000, from: "2026-01-01", to: "2026-02-01"},
				cbLine{price: "sms", kind: "addon", model: "flat_fee", amount: 2000, from: "2026-01-01", to: "2026-02-01"})
			end(t, c)
		}
	}
	return []cbCase{
		{name: "MRR-20 upgrade inside the month", given: upgrade(true, 1000),
			periods: "2026-01-01 2026-01-20 100.000000 paid change\n2026-01-20 - 150.000000 paid -"},
		{name: "MRR-20 before the next invoice", asOf: "2026-01-31", given: upgrade(false, 1000), levels: map[string]string{"2026-01-19": "100.000000", "2026-01-20": "150.000000"}},
		{name: "the list price rose, the customer keeps its own", asOf: "2026-01-31", given: upgrade(false, 1300), levels: map[string]string{"2026-01-20": "150.000000"}},
		{name: "an upgrade after the as-of day is not known", asOf: "2026-01-19", given: upgrade(true, 1000), periods: "2026-01-01 - 100.000000 paid -"},
		{name: "part of a tiered price", levels: map[string]string{"2026-01-31": "31.000000"}, given: func(t *testing.T, c *cb) {
			c.price("p", 0, "tiered", 1, "month")
			c.subscription("active", "USD", cbStarted("2026-01-11"))
			// 21 of 31 days for 21.00
			c.invoice(t, "2026-01-11", "paid", cbLine{price: "p", model: "tiered", qty: 8, amount: 2100, from: "2026-01-11", to: "2026-02-01"})
		}},
		{name: "from monthly to yearly", levels: map[string]string{"2026-01-31": "90.000000"}, given: func(t *testing.T, c *cb) {
			c.price("m", 10000, "per_unit", 1, "month")
			c.price("y", 108000, "per_unit", 1, "year")
			c.subscription("active", "USD", cbStarted("2026-01-01"))
			c.invoice(t, "2026-01-01", "paid", cbLine{price: "m", amount: 10000, from: "2026-01-01", to: "2026-02-01"})
			c.invoice(t, "2026-01-16", "paid", cbLine{price: "y", amount: 108000, from: "2026-01-16", to: "2027-01-16"})
		}},
		{name: "an addon given back", given: addon(func(t *testing.T, c *cb) {
			c.notes = []string{fmt.Sprintf(`CN1 A s1 subscription_change refunded USD 2026-01-16 '[{"entity_type":"addon_item_price","entity_id":"sms","amount":1000,"date_from":%d,"date_to":%d}]'`,
				unix(t, "2026-01-16"), unix(t, "2026-02-01"))}
		}), levels: map[string]string{"2026-01-15": "120.000000", "2026-01-16": "100.000000"}},
		{name: "an addon not renewed", given: addon(func(t *testing.T, c *cb) { cbMonthly(t, c, 10000, 1, nil, "2026-02-01", 2) }),
			levels: map[string]string{"2026-01-31": "120.000000", "2026-02-01": "100.000000", "2026-12-31": "100.000000"}},
		{name: "an addon whose invoice is late", asOf: "2026-02-02", given: addon(func(*testing.T, *cb) {}), levels: map[string]string{"2026-02-02": "120.000000"}},
	}
}

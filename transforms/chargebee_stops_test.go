package transforms

import "testing"

func cbStopCases() []cbCase {
	sub := func(status, fields string, days ...string) func(*testing.T, *cb) {
		return func(t *testing.T, c *cb) {
			c.price("p", 10000, "per_unit", 1, "month")
			c.subscription(status, "USD", fields)
			for _, from := range days {
				cbMonthly(t, c, 10000, 1, nil, from, 1)
			}
		}
	}
	unpaid := func(fields, status string) func(*testing.T, *cb) {
		return func(t *testing.T, c *cb) {
			c.price("p", 10000, "per_unit", 1, "month")
			c.subscription("active", "USD", fields)
			c.invoice(t, "2026-03-10", "paid", cbLine{price: "p", amount: 10000, from: "2026-03-10", to: "2026-04-10"})
			c.invoice(t, "2026-04-10", status, cbLine{price: "p", amount: 10000, from: "2026-04-10", to: "2026-05-10"})
		}
	}
	return []cbCase{
		{name: "MRR-14 trial without an invoice", given: sub("active", "2026-03-01 2026-03-01 2026-03-15 - - - - - - - - -", "2026-03-15"),
			periods: "2026-03-01 2026-03-15 0.000000 trial change\n2026-03-15 - 100.000000 paid -"},
		{name: "in trial, nothing invoiced yet", asOf: "2026-03-10",
			given:   sub("in_trial", `2026-03-01 2026-03-01 2026-03-15 - - - - - - - '[{"item_price_id":"p","item_type":"plan","quantity":1,"unit_price":10000,"amount":10000}]' -`),
			periods: "2026-03-01 - 0.000000 trial -"},
		{name: "MRR-15 past due", given: unpaid(cbStarted("2026-03-10"), "payment_due"),
			periods: "2026-03-10 2026-05-10 100.000000 paid past_due\n2026-05-10 - 0.000000 past_due -"},
		{name: "dunning gave it up", asOf: "2026-05-20", given: func(t *testing.T, c *cb) {
			unpaid("2026-03-10 - - 2026-05-01 - - - - - - - -", "not_paid")(t, c)
			c.subscriptions[0] = "s1 A cancelled USD 2026-03-10 - - 2026-05-01 - - - - - - - -"
		}, periods: "2026-03-10 2026-05-01 100.000000 paid involuntary"},
		{name: "MRR-16 a stretch nobody was billed for", given: sub("active", cbStarted("2026-05-01"), "2026-05-01", "2026-07-15"),
			periods: "2026-05-01 2026-06-01 100.000000 paid pause\n2026-06-01 2026-07-15 0.000000 paused change\n2026-07-15 - 100.000000 paid -"},
		{name: "paused until further notice", asOf: "2026-06-20", given: sub("paused", "2026-05-01 - - - - - 2026-06-01 - - - - -", "2026-05-01"),
			periods: "2026-05-01 2026-06-01 100.000000 paid pause\n2026-06-01 - 0.000000 paused -"},
		{name: "a pause that is only announced", asOf: "2026-05-20", given: sub("active", "2026-05-01 - - - - - 2026-06-01 2026-07-01 - - - -", "2026-05-01"),
			periods: "2026-05-01 - 100.000000 paid -"},
		{name: "an invoice that is late is no pause", asOf: "2026-06-05", given: sub("active", cbStarted("2026-05-01"), "2026-05-01"),
			periods: "2026-05-01 - 100.000000 paid -"},
		{name: "a void invoice made anew", given: func(t *testing.T, c *cb) {
			sub("active", cbStarted("2026-05-01"), "2026-05-01", "2026-07-01")(t, c)
			c.invoice(t, "2026-06-01", "voided", cbLine{price: "p", amount: 99900, from: "2026-06-01", to: "2026-07-01"})
			c.invoice(t, "2026-06-02", "paid", cbLine{price: "p", amount: 10000, from: "2026-06-01", to: "2026-07-01"})
		}, periods: "2026-05-01 - 100.000000 paid -"},
		{name: "MRR-17 cancelled, paid up", asOf: "2027-01-31", given: func(t *testing.T, c *cb) {
			c.price("y", 120000, "per_unit", 1, "year")
			c.subscription("cancelled", "USD", "2026-01-01 - - 2027-01-01 2026-04-20 - - - - - - -")
			c.invoice(t, "2026-01-01", "paid", cbLine{price: "y", amount: 120000, from: "2026-01-01", to: "2027-01-01"})
		}, levels: map[string]string{"2026-04-20": "100.000000", "2026-12-31": "100.000000", "2027-01-01": "0.000000"},
			periods: "2026-01-01 2027-01-01 100.000000 paid voluntary"},
		{name: "MRR-24 signed, not started", asOf: "2026-06-30", levels: map[string]string{"2026-06-30": "0.000000"},
			given: sub("future", `2026-07-01 - - - - - - - - - '[{"item_price_id":"p","item_type":"plan","quantity":1,"amount":10000}]' -`)},
		{name: "MRR-30 no customers", given: func(*testing.T, *cb) {}, levels: map[string]string{"2026-06-30": "0.000000"}},
	}
}

// TestChargebeeNotice: an end that is asked for shows from the day of the asking,
// and the term of a contract in the renewal.
func TestChargebeeNotice(t *testing.T) {
	t.Parallel()
	site := func(asOf string) *database {
		c := &cb{}
		c.price("y", 120000, "per_unit", 1, "year")
		contract := `'{"contract_start":1767286800,"contract_end":1830358800}'` // two years from 2026-01-01
		c.subscription("non_renewing", "USD", "2026-01-01 - - 2027-01-01 2026-04-20 2027-01-01 - - - - - "+contract)
		c.invoice(t, "2026-01-01", "paid", cbLine{price: "y", amount: 120000, from: "2026-01-01", to: "2027-01-01"})
		return buildLanded(t, world{asOf: asOf, landed: c.tables()}, "core.subscriptions")
	}
	const ask = `SELECT CAST(cancel_at AS DATE), CAST(canceled_at AS DATE), renewal_date, term_months FROM core.subscriptions`
	diff(t, show(t, site("2026-04-19").conn, ask), lines("- - 2028-01-01 24"))
	diff(t, show(t, site("2026-04-20").conn, ask), lines("2027-01-01 2026-04-20 2028-01-01 24"))
}

// TestChargebeesOwnMRR: the check speaks where the two figures differ, and not
// of subscriptions that changed since.
func TestChargebeesOwnMRR(t *testing.T) {
	t.Parallel()
	for figure, want := range map[string]int{"10000": 0, "10050": 0, "12000": 1} {
		c := &cb{}
		c.price("p", 10000, "per_unit", 1, "month")
		c.subscription("active", "USD", "2026-05-01 - - - - - - - "+figure+" 2026-05-01 - -")
		cbMonthly(t, c, 10000, 1, nil, "2026-05-01", 1)
		db := buildLanded(t, world{asOf: "2026-05-31", landed: c.tables()}, "staging.billing_plan_pieces", "staging.chargebee_subscriptions")
		text, err := embedded.ReadFile("sql/checks/chargebee_mrr_differs.sql")
		if err != nil {
			t.Fatal(err)
		}
		if got := show(t, db.conn, string(text)); len(got) != want {
			t.Errorf("MRR %s: the check found %v, want %d rows", figure, got, want)
		}
	}
}

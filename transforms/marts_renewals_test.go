package transforms

import (
	"fmt"
	"strings"
	"testing"
)

// renewalWorld has a customer per line "customer mrr renewal-date band": the
// band is made by replacing the health table, which is not what is tested here.
func renewalWorld(t *testing.T, text string, more map[string]string) querier {
	t.Helper()
	var periods, ids, bands strings.Builder
	periods.WriteString("subscription_id customer_id start_date mrr currency kind renewal_date\n")
	ids.WriteString("customer_id\n")
	for _, f := range textRows(text) {
		fmt.Fprintf(&periods, "%s.s %s 2025-01-01 %s USD paid %s\n", f[0], f[0], f[1], f[2])
		ids.WriteString(f[0] + "\n")
		fmt.Fprintf(&bands, ", (%s, %s)", literal(f[0]), literal(f[3]))
	}
	s := seed{asOf: "2026-03-31", settings: onlyPlan, tables: map[string]string{
		"core.subscription_periods": periods.String(), "core.customers": ids.String(),
		"core.months":         monthsTable(t, "2025-01-01", "2026-03-31"),
		"core.exchange_rates": usdRates(t, "2025-01-01", "2026-03-31"),
	}}
	for name, table := range more {
		s.tables[name] = table
	}
	db := buildFrom(t, s, "marts.renewals", "marts.customers")
	cat, err := loadCatalog(nil)
	if err != nil {
		t.Fatal(err)
	}
	statement, _ := cat.models["marts.renewals"].createSQL()
	for _, q := range []string{
		"CREATE OR REPLACE TABLE metrics.customer_health AS SELECT DATE '2026-03-31' AS day, customer_id, band FROM (VALUES " +
			strings.TrimPrefix(bands.String(), ",") + ") v(customer_id, band)",
		"DROP TABLE marts.renewals", statement,
	} {
		if _, err := db.ExecContext(t.Context(), q); err != nil {
			t.Fatal(err)
		}
	}
	return db
}

func TestRenewalForecast(t *testing.T) {
	t.Parallel()
	db := renewalWorld(t, "A 1000 2026-05-01 green\nB 500 2026-05-02 yellow\nC 2000 2026-05-03 red", nil)
	t.Run("REN-01", func(t *testing.T) {
		diff(t, show(t, db, "SELECT customer_id, days, arr, band, probability, forecast, state FROM marts.renewals ORDER BY 1"), lines(`
			A 31 12000.000000 green  0.95 11400.000000 due
			B 32 6000.000000  yellow 0.8  4800.000000  due
			C 33 24000.000000 red    0.5  12000.000000 due`))
		diff(t, show(t, db, "SELECT sum(arr), sum(forecast), round(ratio(sum(forecast), sum(arr)), 4) FROM marts.renewals"), lines("42000.000000 28200.000000 0.6714"))
	})
}

func TestRenewalCases(t *testing.T) {
	t.Parallel()
	db := renewalWorld(t, `
		in-90          166666.67 2026-06-29 grey
		in-91          100 2026-06-30 green
		today          100 2026-03-31 green
		today-renewed  100 2026-03-31 green
		REN-04         100 2026-05-01 green
		REN-05         100 2026-05-01 red
		last-year      100 2026-05-01 red
		lost-deal      100 2026-05-01 red
		REN-07         100 2027-03-31 green
		monthly        100 2026-04-15 green
		none           100 -          green`, map[string]string{
		"core.subscriptions": `
			subscription_id canceled_at           term_months
			REN-04.s        '2026-03-01 12:00:00' 12
			monthly.s       -                     1
			REN-07.s        -                     24`,
		"core.opportunities": `
			opportunity_id customer_id   kind      close_date is_closed is_won
			o1             REN-05        renewal   2026-03-20 true      true
			o2             last-year     renewal   2025-05-01 true      true
			o3             lost-deal     renewal   2026-03-20 true      false
			o4             lost-deal     expansion 2026-03-20 true      true
			o5             today-renewed renewal   2026-03-20 true      true`,
	})
	get := func(t *testing.T, customer string) []string {
		t.Helper()
		return show(t, db, "SELECT days, probability, state FROM marts.renewals WHERE customer_id = "+literal(customer))
	}
	for _, c := range []struct{ id, customer, want string }{
		{"REN-02 asof + 90", "in-90", "90 0.8 due"},
		{"REN-02 asof + 91", "in-91", ""},
		{"REN-02 asof itself", "today", "0 0.95 late"},
		{"REN-02 asof itself, renewed", "today-renewed", ""},
		{"REN-04", "REN-04", "31 0.0 notice"},
		{"REN-05", "REN-05", "31 1.0 renewed"},
		{"last year's renewal decides nothing", "last-year", "31 0.5 due"},
		{"a lost renewal and a won expansion decide nothing", "lost-deal", "31 0.5 due"},
		{"REN-07", "REN-07", ""},
		{"monthly terms are not renewals", "monthly", ""},
		{"no renewal date", "none", ""},
	} {
		t.Run(c.id, func(t *testing.T) { diff(t, get(t, c.customer), lines(c.want)) })
	}
	t.Run("REN-03", func(t *testing.T) {
		diff(t, show(t, db, "SELECT arr, forecast FROM marts.renewals WHERE customer_id = 'in-90'"), lines("2000000.040000 1600000.032000"))
	})
	t.Run("REN-04 stays in due", func(t *testing.T) {
		diff(t, show(t, db, "SELECT arr, forecast FROM marts.renewals WHERE customer_id = 'REN-04'"), lines("1200.000000 0.000000"))
	})
	t.Run("customers show their next date", func(t *testing.T) {
		diff(t, show(t, db, "SELECT customer_id, renewal_date FROM marts.customers WHERE customer_id IN ('REN-07', 'today', 'none') ORDER BY 1"), lines(`
			REN-07 2027-03-31
			none   -
			today  2026-03-31`))
	})
}

func TestNothingToRenew(t *testing.T) {
	t.Parallel()
	db := renewalWorld(t, "A 100 - green", nil)
	t.Run("REN-06", func(t *testing.T) {
		diff(t, show(t, db, "SELECT coalesce(sum(arr), 0), ratio(sum(forecast), sum(arr)) FROM marts.renewals"), lines("0.000000 -"))
	})
}

func TestSeveralTermsOnOneDay(t *testing.T) {
	t.Parallel()
	s := seed{asOf: "2026-03-31", settings: onlyPlan, tables: map[string]string{
		"core.subscription_periods": `
			subscription_id customer_id start_date mrr currency kind renewal_date
			s1              A           2025-01-01 100 EUR      paid 2026-05-01
			s2              A           2025-01-01 300 USD      paid 2026-05-01`,
		"core.subscriptions":  "subscription_id cancel_at\ns1 '2026-05-01 00:00:00'",
		"core.customers":      "customer_id\nA",
		"core.months":         monthsTable(t, "2025-01-01", "2026-03-31"),
		"core.exchange_rates": usdRates(t, "2025-01-01", "2026-03-31", "EUR 2026-03-01 1.25"),
	}}
	db := buildFrom(t, s, "marts.renewals")
	diff(t, show(t, db, "SELECT arr, forecast, round(probability, 6), state, band FROM marts.renewals"), lines("5100.000000 2880.000000 0.564706 due grey"))
}

package cases

import (
	"fmt"
	"strings"
	"testing"

	"quarterdeck/transforms/texttable"
)

// renewing is a world of contracts: a line "customer case start end mrr renewal"
// per period, a subscription per customer unless the customer reads customer/n.
func renewing(text string) map[string]string {
	customers, periods := "customer_id case\n", "subscription_id customer_id start_date end_date mrr renewal_date\n"
	seen := map[string]bool{}
	for _, f := range texttable.Rows(text) {
		for i := range f {
			f[i] = strings.Replace(f[i], texttable.Null, "-", 1)
		}
		customer, _, _ := strings.Cut(f[0], "/")
		if !seen[customer] {
			customers += customer + " " + f[1] + "\n"
		}
		seen[customer] = true
		periods += fmt.Sprintf("%s.s %s %s %s %s %s\n", f[0], customer, f[2], f[3], f[4], f[5])
	}
	return map[string]string{"customers": customers, "subscription_periods": periods}
}

// bandAnswers gives customers a health band by one NPS answer, the only measure known.
func bandAnswers(text string) string {
	scores := map[string]int{"green": 10, "yellow": 7, "red": 0}
	out := "response_id kind customer_id score scale_min scale_max responded_at\n"
	for i, f := range texttable.Rows(text) {
		out += fmt.Sprintf("r%d nps %s %d 0 10 2026-12-01T12:00:00Z\n", i, f[0], scores[f[1]])
	}
	return out
}

const anyHealth = "health_min_coverage: 0\n"

func TestRenewals(t *testing.T) {
	files := renewing(`
		a1    REN-01   2025-02-01  -           1000       2027-02-01
		b1    REN-01   2025-02-02  -           500        2027-02-02
		c1    REN-01   2025-02-03  -           2000       2027-02-03
		a2    REN-02   2025-03-31  -           100        2027-03-31
		b2    REN-02   2025-04-01  -           200        2027-04-01
		c2    REN-02   2025-12-31  -           400        2026-12-31
		a4    REN-04   2025-02-01  -           300        2027-02-01
		a5    REN-05   2025-03-01  2026-12-15  1000       2027-03-01
		a5    REN-05   2026-12-15  -           1200       2028-03-01
		a6    REN-06   2025-06-01  -           1000       2027-06-01
		a7    REN-07   2026-02-01  -           1000       2028-02-01
		mo    monthly  2026-10-15  2026-11-15  100        2026-11-15
		mo    monthly  2026-11-15  2026-12-15  100        2026-12-15
		mo    monthly  2026-12-15  -           100        2027-01-15
		y1    soon     2026-01-20  -           100        2027-01-20
		y2    soon     2026-02-20  -           100        2027-02-20`)
	files["subscriptions"] = `
		subscription_id  customer_id  unit_amount  started_at  canceled_at  cancel_at   term_months
		a4.s             a4           300          2025-02-01  2026-12-20   2027-02-01  12
		a7.s             a7           1000         2026-02-01  -            -           24`
	files["survey_responses"] = bandAnswers("a1 green\nb1 yellow\nc1 red\na2 green\nb2 green\nc2 green\na4 green\na5 red\na6 green\ny1 yellow\ny2 yellow")
	b := build(t, world{metrics: anyHealth, files: files}, "marts.customers", "marts.renewal_forecast", "marts.renewals")
	get := func(t *testing.T, id, columns string) []string {
		t.Helper()
		return b.show(t, "SELECT "+columns+" FROM marts.renewal_forecast WHERE dimension = 'case' AND segment = '"+id+"'")
	}
	t.Run("REN-01 forecast by band", func(t *testing.T) {
		diff(t, get(t, "REN-01", "due, due_arr, forecast, round(forecast_rate, 4), at_risk_arr"), lines("3 42000.000000 28200.000000 0.6714 24000.000000"))
	})
	t.Run("REN-02 the window's edges", func(t *testing.T) {
		diff(t, get(t, "REN-02", "due, due_arr, late, late_arr"), lines("1 1200.000000 1 4800.000000"))
		diff(t, b.show(t, "SELECT customer_id, days, state FROM marts.renewals WHERE customer_id IN ('a2', 'b2', 'c2') ORDER BY 1"), lines("a2 90 due\nc2 0 late"))
	})
	t.Run("REN-04 notice given", func(t *testing.T) {
		diff(t, get(t, "REN-04", "due, due_arr, forecast, notice_arr, at_risk"), lines("1 3600.000000 0.000000 3600.000000 0"))
	})
	t.Run("REN-05 renewed ahead", func(t *testing.T) {
		diff(t, b.show(t, "SELECT renewal_date, arr, forecast, state FROM marts.renewals WHERE customer_id = 'a5'"), lines("2027-03-01 12000.000000 12000.000000 renewed"))
		diff(t, b.show(t, "SELECT renewal_date FROM marts.customers WHERE customer_id = 'a5'"), lines("2028-03-01"))
	})
	t.Run("REN-06 nothing due", func(t *testing.T) {
		diff(t, get(t, "REN-06", "due, due_arr, forecast, forecast_rate, reason"), lines("0 0.000000 0.000000 - nothing_due"))
	})
	t.Run("REN-07 the first of two years", func(t *testing.T) {
		diff(t, get(t, "REN-07", "due, late, reason"), lines("0 0 nothing_due"))
	})
	t.Run("monthly terms are not renewals", func(t *testing.T) {
		diff(t, get(t, "monthly", "due, late"), lines("0 0"))
	})
	t.Run("at risk: yellow within 30 days", func(t *testing.T) {
		diff(t, get(t, "soon", "due_arr, at_risk, at_risk_arr"), lines("2400.000000 1 1200.000000"))
	})
}

// TestRenewalOutcomes looks back from a day on which all is decided.
func TestRenewalOutcomes(t *testing.T) {
	files := renewing(`
		a5    REN-05     2025-03-01  2026-02-15  1000       2026-03-01
		a5    REN-05     2026-02-15  -           1200       2027-03-01
		a6    REN-06     2025-06-01  -           1000       2027-06-01
		sa    smaller    2025-03-01  2026-03-01  1000       2026-03-01
		sa    smaller    2026-03-01  -           600        2027-03-01
		la    lost       2025-03-01  2026-03-01  1000       2026-03-01
		lb    lost       2025-03-01  2025-09-01  1000       2026-03-01
		lc    lost       2025-03-01  -           1000       2026-03-01
		rp    replaced   2025-03-01  2025-06-01  1000       2026-03-01
		rp    replaced   2025-06-01  2026-06-01  1500       2026-06-01
		rp    replaced   2026-06-01  -           1500       2027-06-01
		mo    moved      2025-03-01  2026-03-01  1000       2026-03-01
		mo    moved      2026-03-01  -           900        -
		ne/1  contracts  2025-03-01  2026-03-01  1000       2026-03-01
		ne/2  contracts  2025-03-01  2026-03-01  200        2026-03-01
		ne/3  contracts  2026-03-01  -           900        2027-03-01
		gp    gap        2025-03-01  2026-03-01  1000       2026-03-01
		gp    gap        2026-03-20  -           1000       2027-03-20
		fr    fresh      2025-06-20  2026-06-20  1000       2026-06-20
		de    deal       2025-03-01  -           1000       2026-03-01`)
	files["opportunities"] = `
		opportunity_id  customer_id  kind     amount  close_date  is_closed  is_won
		o1              de           renewal  12000   2026-02-20  true       true`
	w := world{asOf: "2026-06-30", metrics: anyHealth, files: files}
	b := build(t, w, "marts.renewal_outcomes")
	get := func(t *testing.T, id, columns string) []string {
		t.Helper()
		return b.show(t, "SELECT "+columns+" FROM marts.renewal_outcomes WHERE dimension = 'case' AND span = 'trailing' AND segment = '"+id+"'")
	}
	const counts = "due, renewed, lost, undecided, renewal_rate"
	const values = "decided_arr, renewed_arr, contraction_arr, lost_arr, expansion_arr, round(renewal_rate_value, 6)"
	t.Run("REN-05 expansion is apart", func(t *testing.T) {
		diff(t, get(t, "REN-05", counts), lines("1 1 0 0 1.0"))
		diff(t, get(t, "REN-05", values), lines("12000.000000 12000.000000 0.000000 0.000000 2400.000000 1.0"))
	})
	t.Run("REN-06 nothing due has no rate", func(t *testing.T) {
		diff(t, get(t, "REN-06", counts), lines(""))
		diff(t, get(t, "undecided", counts), lines(""))
	})
	t.Run("renewed smaller", func(t *testing.T) {
		diff(t, get(t, "smaller", values), lines("12000.000000 7200.000000 4800.000000 0.000000 0.000000 0.6"))
	})
	t.Run("lost at the date or before, and overdue", func(t *testing.T) {
		diff(t, get(t, "lost", counts+", undecided_arr"), lines("3 0 2 1 0.0 12000.000000"))
	})
	t.Run("a new date long before is no decision", func(t *testing.T) {
		diff(t, get(t, "replaced", counts+", renewed_arr"), lines("1 1 0 0 1.0 18000.000000"))
	})
	t.Run("moved to a monthly plan", func(t *testing.T) {
		diff(t, get(t, "moved", counts+", renewal_rate_value"), lines("1 1 0 0 1.0 0.9"))
	})
	t.Run("another contract takes over", func(t *testing.T) {
		diff(t, get(t, "contracts", counts), lines("1 1 0 0 1.0"))
		diff(t, get(t, "contracts", values), lines("14400.000000 10800.000000 3600.000000 0.000000 0.000000 0.75"))
	})
	t.Run("a gap is a loss", func(t *testing.T) {
		diff(t, get(t, "gap", counts), lines("1 0 1 0 0.0"))
	})
	t.Run("a won deal decides", func(t *testing.T) {
		diff(t, get(t, "deal", counts+", renewal_rate_value"), lines("1 1 0 0 1.0 1.0"))
	})
	t.Run("spans", func(t *testing.T) {
		diff(t, b.show(t, `SELECT span, period_start, period_end, is_complete, due FROM marts.renewal_outcomes WHERE segment = 'REN-05' AND span <> 'ttm' ORDER BY 1`), lines(`
			month     2026-03-01  2026-04-01  true  1
			quarter   2026-01-01  2026-04-01  true  1
			trailing  2025-07-01  2026-07-01  true  1`))
		diff(t, b.show(t, `SELECT min(period_start), max(period_end), count(*), sum(due) FROM marts.renewal_outcomes WHERE segment = 'REN-05' AND span = 'ttm'`), lines(`
			2025-04-01  2026-07-01  4  4`))
	})
	w.metrics += "renewal_gap_days: 30"
	t.Run("a gap the settings allow", func(t *testing.T) {
		diff(t, get(t, "fresh", "renewed, lost, undecided"), lines("0 1 0"))
		diff(t, build(t, w, "marts.renewal_outcomes").show(t, "SELECT segment, renewed, lost, undecided FROM marts.renewal_outcomes WHERE segment IN ('fresh', 'gap') AND span = 'trailing' ORDER BY 1"),
			lines("fresh 0 0 1\ngap 1 0 0"))
	})
}

// TestChancesOfRenewal: what became of forecasts moves the chances.
func TestChancesOfRenewal(t *testing.T) {
	text := "due REN-03 2025-01-31 - 166666.666667 2027-01-31\n"
	forecasts := "made_on customer_id renewal_date arr band probability state\n"
	add := func(name, band, forecast string, renewed bool) {
		text += fmt.Sprintf("%s %s 2025-03-01 2026-03-01 100 2026-03-01\n", name, band)
		if renewed {
			text += fmt.Sprintf("%s %s 2026-03-01 - 100 2027-06-01\n", name, band)
		}
		// The first inside the window counts: not one from before it, not the last.
		forecasts += fmt.Sprintf("2025-11-01 %s 2026-03-01 1200 red 0.1 due\n2026-01-05 %s 2026-03-01 1200 %s %s due\n2026-02-20 %s 2026-03-01 1200 red 0.1 due\n",
			name, name, band, forecast, name)
	}
	for i := range 3 {
		add(fmt.Sprintf("g%d", i), "green", "0.9", true)
	}
	add("y0", "yellow", "0.8", true)
	add("y1", "yellow", "0.8", false)
	files := renewing(text)
	files["renewal_forecasts"] = forecasts
	files["survey_responses"] = bandAnswers("due green")
	b := build(t, world{metrics: anyHealth + "renew_green: 0.9", files: files}, "core.renewal_forecasts", "marts.renewal_outcomes", "marts.renewals")
	t.Run("REN-08 three of three is not certain", func(t *testing.T) {
		diff(t, b.show(t, "SELECT probability, seen FROM marts.renewals WHERE customer_id = 'due'"), lines("0.942857143 3"))
	})
	t.Run("forecast and what came", func(t *testing.T) {
		diff(t, b.show(t, `SELECT segment, forecasts, forecast, forecast_actual, round(forecast_error, 6) FROM marts.renewal_outcomes
			WHERE span = 'month' AND dimension = 'case' ORDER BY 1`), lines(`
			green   3  3240.000000  3600.000000  0.111111
			yellow  2  1920.000000  1200.000000  -0.375`))
	})
	t.Run("forecasts after the as-of day are not known", func(t *testing.T) {
		b := build(t, world{asOf: "2026-01-04", metrics: anyHealth, files: files}, "core.renewal_forecasts", "marts.renewal_outcomes", "marts.renewals")
		diff(t, b.show(t, "SELECT made_on FROM core.renewal_forecasts GROUP BY 1"), lines("2025-11-01"))
		diff(t, b.show(t, "SELECT customer_id, seen, probability FROM marts.renewals WHERE customer_id = 'g0'"), lines("g0 0 0.8"))
	})
	delete(files, "renewal_forecasts")
	b = build(t, world{metrics: anyHealth + "renew_green: 0.9", files: files}, "core.renewal_forecasts", "marts.renewal_outcomes", "marts.renewals")
	t.Run("REN-03 without history the settings hold", func(t *testing.T) {
		diff(t, b.show(t, "SELECT round(arr), round(forecast), seen FROM marts.renewals WHERE customer_id = 'due'"), lines("2000000 1800000 0"))
		diff(t, b.show(t, "SELECT forecast, forecast_reason FROM marts.renewal_outcomes WHERE span = 'month' AND segment = 'green'"), lines("- no_forecast_recorded"))
	})
}

func TestExpansionPipeline(t *testing.T) {
	files := renewing(`
		a1  EXP-01  2025-02-01  -           1000  -
		b1  EXP-01  2025-02-01  -           1000  -
		a2  EXP-02  2025-02-01  -           1000  -
		gone other  2025-02-01  2025-08-01  1000  -
		on  other   2025-02-01  -           1000  -`)
	files["opportunities"] = `
		opportunity_id  customer_id  kind       amount  currency  probability  close_date  is_closed  is_won
		o1              a1           expansion  10000   USD       0.5          2027-01-31  false      false
		o2              b1           expansion  4000    USD       0.25         2026-12-31  false      false
		o3              b1           renewal    12000   USD       0.9          2027-02-01  false      false
		o4              a2           expansion  3000    USD       0.5          2026-12-30  false      false
		o5              gone         expansion  700     USD       0.5          2027-12-30  false      false
		o6              on           expansion  900     USD       0.5          2026-12-30  true       true
		o7              on           new        800     USD       0.5          2027-12-30  false      false
		o8              on           expansion  600     USD       -            -           false      false
		o9              prospect     new        5000    USD       0.5          2027-01-31  false      false`
	b := build(t, world{files: files}, "marts.expansion_pipeline")
	get := func(t *testing.T, id, columns string) []string {
		t.Helper()
		return b.show(t, "SELECT "+columns+" FROM marts.expansion_pipeline WHERE segment = '"+id+"'")
	}
	t.Run("EXP-01 raw and weighted", func(t *testing.T) {
		diff(t, get(t, "EXP-01", "deals, amount, weighted, stale_deals"), lines("2 14000.000000 6000.000000 0"))
	})
	t.Run("EXP-02 stale", func(t *testing.T) {
		diff(t, get(t, "EXP-02", "deals, amount, weighted, stale_deals, stale_amount"), lines("0 0.000000 0.000000 1 3000.000000"))
	})
	t.Run("neither closed nor of strangers", func(t *testing.T) {
		diff(t, get(t, "other", "deals, amount, weighted, unweighted_deals, stale_deals"), lines("1 600.000000 0.000000 1 0"))
		diff(t, get(t, "all", "deals, amount, weighted, stale_amount"), lines("3 14600.000000 6000.000000 3000.000000"))
	})
}

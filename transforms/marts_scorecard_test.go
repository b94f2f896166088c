package transforms

import (
	"strings"
	"testing"
	"time"
)

// scoreKPIs builds the scorecard of KPIs whose values are given as
// "kpi actual": what is tested is the scoring, not the values.
func scoreKPIs(t *testing.T, kpis []KPI, values string) querier {
	t.Helper()
	db := buildFrom(t, seed{settings: func(s *Settings) { onlyPlan(s); s.Scorecard = kpis }}, "marts.scorecard_perspectives")
	var rows []string
	for _, f := range textRows(values) {
		if f[1] == nullField {
			f[1] = "NULL"
		}
		rows = append(rows, "("+literal(f[0])+", CAST("+f[1]+" AS DOUBLE))")
	}
	cat, err := loadCatalog(nil)
	if err != nil {
		t.Fatal(err)
	}
	statements := []string{"CREATE OR REPLACE TABLE metrics.kpi_values AS SELECT kpi, actual, CAST(NULL AS DOUBLE) AS previous FROM (VALUES " +
		strings.Join(rows, ", ") + ") v(kpi, actual)"}
	for _, name := range []string{"marts.scorecard", "marts.scorecard_perspectives"} {
		create, _ := cat.models[name].createSQL()
		statements = append(statements, "DROP TABLE "+name, create)
	}
	for _, q := range statements {
		if _, err := db.ExecContext(t.Context(), q); err != nil {
			t.Fatal(err)
		}
	}
	return db
}

func TestScorecardCases(t *testing.T) {
	kpis := []KPI{
		{KPI: "BSC-01", Perspective: "financial", Floor: 0.90, Target: 1.10},
		{KPI: "BSC-02", Perspective: "customer", Floor: -20, Target: 40},
		{KPI: "BSC-03", Perspective: "customer", Floor: 0.06, Target: 0.02},
		{KPI: "BSC-04", Perspective: "financial", Floor: 0.90, Target: 1.10},
		{KPI: "BSC-05", Perspective: "financial", Floor: 0, Target: 1},
		{KPI: "BSC-07", Perspective: "customer", Floor: 1, Target: 1},
		{KPI: "BSC-08a", Perspective: "internal", Floor: 0, Target: 1, Weight: 0.5},
		{KPI: "BSC-08b", Perspective: "internal", Floor: 0, Target: 1, Weight: 0.3},
		{KPI: "BSC-08c", Perspective: "internal", Floor: 0, Target: 1, Weight: 0.2},
		{KPI: "below", Perspective: "customer", Floor: 0.06, Target: 0.02},
		{KPI: "close", Perspective: "customer", Floor: 0, Target: 1},
		{KPI: "BSC-06", Perspective: "learning", Floor: 0, Target: 1},
	}
	db := scoreKPIs(t, kpis, `
		BSC-01 1.02
		BSC-02 -10
		BSC-03 0.03
		BSC-04 1.30
		BSC-05 -
		BSC-07 1
		BSC-08a 1
		BSC-08b 0.5
		BSC-08c -
		below 0.07
		close 0.8
		BSC-06 -`)
	for _, c := range []struct{ id, want string }{
		{"BSC-01", "0.6 red true"},
		{"BSC-02", "0.166667 red true"},
		{"BSC-03", "0.75 red true"},
		{"BSC-04", "1.0 green true"},
		{"BSC-05", "- grey false"},
		{"BSC-07", "- grey true"},
		{"below", "0.0 red true"},
		{"close", "0.8 yellow true"},
	} {
		t.Run(c.id, func(t *testing.T) {
			diff(t, show(t, db, "SELECT round(score, 6), status, trusted FROM marts.scorecard WHERE kpi = "+literal(c.id)), lines(c.want))
		})
	}
	perspective := func(t *testing.T, name string) []string {
		t.Helper()
		return show(t, db, "SELECT round(score, 6), round(coverage, 6), reason FROM marts.scorecard_perspectives WHERE perspective = "+literal(name))
	}
	t.Run("BSC-05 is left out", func(t *testing.T) { diff(t, perspective(t, "financial"), lines("0.8 0.666667 -")) })
	t.Run("BSC-06", func(t *testing.T) {
		diff(t, perspective(t, "learning"), lines("- 0.0 no_values"))
		diff(t, perspective(t, "all"), lines("- 0.0 low_coverage"))
	})
	t.Run("BSC-08", func(t *testing.T) { diff(t, perspective(t, "internal"), lines("0.8125 0.8 -")) })
}

// kpisOf is a scorecard of these KPIs.
func kpisOf(names ...string) func(*Settings) {
	return func(s *Settings) {
		onlyPlan(s)
		for _, name := range names {
			s.Scorecard = append(s.Scorecard, KPI{KPI: name, Perspective: "financial", Floor: 0, Target: 1})
		}
	}
}

func TestScorecardValuesOfRevenue(t *testing.T) {
	s := portfolio(t, "2024-12-01", "2026-02-10", "A Pro\nB Pro\nC Pro", `
		A.1 2024-12-01 2026-01-15 100 USD
		A.2 2026-01-15 -          130 USD
		B   2024-12-01 2025-12-20 100 USD
		C   2025-02-10 -           50 USD`)
	s.settings = kpisOf("nrr", "grr", "logo_churn", "mrr_growth", "nps")
	db := buildFrom(t, s, "marts.scorecard")
	// January to January: 230 of 200 was 130 with C new in between; a month earlier
	// only B was lost, and before C came.
	diff(t, show(t, db, "SELECT kpi, actual, previous, status FROM marts.scorecard ORDER BY kpi"), lines(`
		grr        0.5  0.5   red
		logo_churn 0.5  0.5   red
		mrr_growth -0.1 -0.25 red
		nps        -    -     grey
		nrr        0.65 0.5   red`))
}

func TestScorecardValuesOfService(t *testing.T) {
	s := healthWorld(t, "A", "B")
	s.settings = kpisOf("csat", "first_reply_p50", "health_coverage", "health_green_share", "match_rate", "reopen_rate", "sla_attainment")
	s.tables["core.tickets"] = `
		ticket_id customer_id priority status created_at            created_on solved_at             solved_on  reopens first_reply_minutes first_resolution_minutes full_resolution_minutes
		t1        A           urgent   solved '2025-12-20 12:00:00' 2025-12-20 '2025-12-21 12:00:00' 2025-12-21 1       30  1440 1440
		t2        A           urgent   solved '2026-03-20 12:00:00' 2026-03-20 '2026-03-21 12:00:00' 2026-03-21 0       90  1440 1440
		t3        -           urgent   solved '2026-02-20 12:00:00' 2026-02-20 '2026-02-21 12:00:00' 2026-02-21 1       30  1440 1440`
	s.tables["core.usage_events"] = events(`
		A u1 e 2026-02-10 2026-03-20
		A u2 e 2026-02-10 2026-03-20
		A u3 e 2026-02-10 2026-03-20
		- u4 e 2026-03-20`)
	s.tables["core.invoices"] = invoices("A 2026-01-01 2026-01-01")
	db := buildFrom(t, s, "marts.scorecard")
	// A: trend 0 (83.33), seats .3 (16.67), no old ticket, nothing due: 55 / .8 = 68.75.
	diff(t, show(t, db, "SELECT kpi, round(actual, 6), round(previous, 6) FROM marts.scorecard ORDER BY kpi"), lines(`
		csat               -     -
		first_reply_p50    60.0  30.0
		health_coverage    0.5   0.5
		health_green_share 0.0   0.0
		match_rate         0.625 0.75
		reopen_rate        0.5   1.0
		sla_attainment     0.5   1.0`))
}

func TestScorecardTrustsOnlyFreshStreams(t *testing.T) {
	s := portfolio(t, "2024-12-01", "2026-02-10", "A Pro", "A 2024-12-01 - 100 USD")
	s.settings = func(set *Settings) {
		kpisOf("nrr", "match_rate")(set)
		set.KnownAt = time.Date(2026, 2, 11, 6, 0, 0, 0, time.UTC)
	}
	s.tables["core.usage_events"] = events("A u e 2026-02-01")
	s.tables["core.source_freshness"] = `
		source  stream        last_loaded_at
		billing subscriptions '2026-02-10 17:00:00'
		billing invoices      '2026-02-11 05:00:00'
		usage   events        '2026-02-11 05:00:00'
		crm     companies     '2026-02-10 19:00:00'`
	db := buildFrom(t, s, "marts.scorecard")
	diff(t, show(t, db, "SELECT kpi, actual, score, status, trusted, stale_streams FROM marts.scorecard ORDER BY kpi"), lines(`
		match_rate 1.0 1.0 green true  -
		nrr        1.0 1.0 grey  false billing.subscriptions`))
}

package transforms

import (
	"strings"
	"testing"
	"time"
)

// kpisOf is a scorecard of these KPIs, each "name metric span", beside the one
// segment plan.
func kpisOf(kpis ...string) func(*Settings) {
	return func(s *Settings) {
		onlyPlan(s)
		withKPIs(kpis...)(s)
	}
}

func withKPIs(kpis ...string) func(*Settings) {
	return func(s *Settings) {
		for _, text := range kpis {
			f := strings.Fields(text)
			s.Scorecard = append(s.Scorecard, KPI{KPI: f[0], Metric: f[1], Span: f[2], Perspective: "financial", Floor: 0, Target: 1, Weight: 1})
		}
	}
}

func TestScorecardValuesOfRevenue(t *testing.T) {
	t.Parallel()
	s := portfolio(t, "2024-12-01", "2026-02-10", "A Pro\nB Pro\nC Pro", `
		A.1 2024-12-01 2026-01-15 100 USD
		A.2 2026-01-15 -          130 USD
		B   2024-12-01 2025-12-20 100 USD
		C   2025-02-10 -           50 USD`)
	s.settings = kpisOf("nrr nrr ttm", "grr grr ttm", "logo_churn logo_churn ttm", "mrr_growth mrr_growth ttm", "nps nps trailing")
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
	t.Parallel()
	s := healthWorld(t, "A", "B")
	s.settings = kpisOf("csat csat trailing", "first_reply_p50 first_reply_time trailing", "health_coverage health_coverage day",
		"health_green_share health_green_share day", "match_rate match_rate day", "reopen_rate reopen_rate trailing", "sla_attainment sla_attainment trailing")
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
	t.Parallel()
	s := portfolio(t, "2024-12-01", "2026-02-10", "A Pro", "A 2024-12-01 - 100 USD")
	s.settings = func(set *Settings) {
		kpisOf("nrr nrr ttm", "match_rate match_rate day")(set)
		set.KnownAt = time.Date(2026, 2, 11, 6, 0, 0, 0, time.UTC)
	}
	s.tables["core.usage_events"] = events("A u e 2026-02-01")
	s.tables["core.source_freshness"] = `
		source  stream        landed               last_loaded_at
		billing subscriptions stripe_subscriptions '2026-02-10 17:00:00'
		billing invoices      stripe_invoices      '2026-02-11 05:00:00'
		usage   events        mixpanel_events      '2026-02-11 05:00:00'
		crm     companies     hubspot_companies    '2026-02-10 19:00:00'`
	db := buildFrom(t, s, "marts.scorecard")
	diff(t, show(t, db, "SELECT kpi, actual, score, status, trusted, reason, stale_streams FROM marts.scorecard ORDER BY kpi"), lines(`
		match_rate 1.0 1.0 green true  -     -
		nrr        1.0 1.0 grey  false stale billing.subscriptions`))
}

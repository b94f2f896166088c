package cases

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// scorecardOf is the configuration of a scorecard of these KPIs and no others,
// each "name objective rest", the rest being YAML.
func scorecardOf(kpis string) string {
	var text strings.Builder
	text.WriteString("segments: [case]\nscorecard:\n")
	for _, name := range strings.Fields("nrr grr mrr_growth logo_churn nps csat health_green_share first_reply_p50 sla_attainment reopen_rate health_coverage match_rate") {
		if !slices.Contains(strings.Fields(kpis), name) {
			fmt.Fprintf(&text, "  - {kpi: %s, off: true}\n", name)
		}
	}
	for line := range strings.Lines(strings.TrimSpace(kpis)) {
		f := strings.Fields(line)
		fmt.Fprintf(&text, "  - {kpi: %s, objective: %s, unit: score, %s}\n", f[0], f[1], strings.Join(f[2:], " "))
	}
	return text.String()
}

// hundred are a hundred customers of 10 a month each at the start of 2026. Three
// leave and one grows by 50, so NRR is 1.02 and logo churn 3 %. Of twenty answers
// five are promoters and seven detractors.
func hundred() map[string]string {
	var customers, periods, answers strings.Builder
	customers.WriteString("customer_id case\n")
	periods.WriteString("subscription_id start_date end_date customer_id mrr currency kind\n")
	answers.WriteString("response_id survey kind relationship respondent_id customer_id score responded_at\n")
	for n := range 100 {
		end, mrr := "-", 10
		switch {
		case n < 3:
			end = "2026-05-20"
		case n == 3:
			end, mrr = "2026-06-01", 10
			fmt.Fprintf(&periods, "more 2026-06-01 - c03 60 USD paid\n")
		}
		fmt.Fprintf(&customers, "c%02d all\n", n)
		fmt.Fprintf(&periods, "s%02d 2025-01-01 %s c%02d %d USD paid\n", n, end, n, mrr)
	}
	for n := range 20 {
		score := 8
		switch {
		case n < 5:
			score = 9
		case n < 12:
			score = 6
		}
		fmt.Fprintf(&answers, "r%02d pulse nps true p%02d c%02d %d 2026-12-10T12:00:00Z\n", n, n, n+10, score)
	}
	return map[string]string{"customers": customers.String(), "subscription_periods": periods.String(), "survey_responses": answers.String()}
}

func TestScorecard(t *testing.T) {
	b := build(t, world{files: hundred(), config: scorecardOf(`
		c01   keep_revenue    metric: nrr, span: ttm, direction: up, floor: 0.90, target: 1.10
		c02   keep_customers  metric: nps, span: trailing, direction: up, floor: -20, target: 40
		c03   keep_customers  metric: logo_churn, span: ttm, direction: down, floor: 0.06, target: 0.02
		c04   keep_revenue    metric: nrr, span: ttm, direction: up, floor: 0.90, target: 1.00
		c05   keep_revenue    metric: csat, span: trailing, direction: up, floor: 0, target: 1
		c06   known_customers metric: csat, span: trailing, direction: up, floor: 0, target: 1
		c08a  timely_help     metric: nrr, span: ttm, direction: up, floor: 0.90, target: 1.00, weight: 0.5
		c08b  timely_help     metric: nrr, span: ttm, direction: up, floor: 0.92, target: 1.12, weight: 0.3
		c08c  timely_help     metric: csat, span: trailing, direction: up, floor: 0, target: 1, weight: 0.2
		below keep_customers  metric: logo_churn, span: ttm, direction: down, floor: 0.025, target: 0.02
		at    keep_customers  metric: logo_churn, span: ttm, direction: down, floor: 0.06, target: 0.03
		close keep_customers  metric: logo_churn, span: ttm, direction: down, floor: 0.07, target: 0.02
		lax   keep_customers  metric: nrr, span: ttm, direction: up, floor: 0.90, target: 1.10, green: 0.6, yellow: 0.3
		in    keep_customers  metric: paying_customers, span: month, direction: range, floor: 50, target: 80, target_to: 97, ceiling: 120
		over  keep_customers  metric: paying_customers, span: month, direction: range, floor: 50, target: 60, target_to: 90, ceiling: 104
		under keep_customers  metric: paying_customers, span: month, direction: range, floor: 95, target: 105, target_to: 110, ceiling: 120`)}, "marts.figures", "marts.scorecard", "marts.scorecard_figures", "marts.scorecard_perspectives")
	for _, c := range []struct{ id, kpi, want string }{
		{"BSC-01 between floor and target", "c01", "1.02 0.6 red true -"},
		{"BSC-02 below zero", "c02", "-10.0 0.166667 red true -"},
		{"BSC-03 lower is better", "c03", "0.03 0.75 red true -"},
		{"BSC-04 above the target", "c04", "1.02 1.0 green true -"},
		{"BSC-05 nothing to show", "c05", "- - grey false no_figure"},
		{"beyond the floor", "below", "0.03 0.0 red true -"},
		{"exactly at the target", "at", "0.03 1.0 green true -"},
		{"exactly at the limit of yellow", "close", "0.03 0.8 yellow true -"},
		{"limits of its own", "lax", "1.02 0.6 green true -"},
		{"inside a range, its end included", "in", "97.0 1.0 green true -"},
		{"above a range", "over", "97.0 0.5 red true -"},
		{"below a range", "under", "97.0 0.2 red true -"},
	} {
		t.Run(c.id, func(t *testing.T) {
			diff(t, b.show(t, "SELECT round(actual, 6), round(score, 6), status, trusted, reason FROM marts.scorecard WHERE kpi = '"+c.kpi+"'"), lines(c.want))
		})
	}
	perspective := func(t *testing.T, name string) []string {
		t.Helper()
		return b.show(t, "SELECT kpis, round(score, 6), round(coverage, 6), status, reason FROM marts.scorecard_perspectives WHERE perspective = '"+name+"'")
	}
	t.Run("BSC-05 a null is left out and coverage says so", func(t *testing.T) { diff(t, perspective(t, "financial"), lines("3 0.8 0.666667 yellow -")) })
	t.Run("BSC-06 a perspective without any value", func(t *testing.T) {
		diff(t, perspective(t, "learning"), lines("1 - 0.0 grey no_values"))
		diff(t, perspective(t, "all"), lines("16 - 0.0 grey low_coverage"))
	})
	t.Run("BSC-08 weights of the values present", func(t *testing.T) { diff(t, perspective(t, "internal"), lines("3 0.8125 0.8 yellow -")) })
	t.Run("every figure of it can be explained", func(t *testing.T) {
		diff(t, b.show(t, `SELECT s.kpi FROM marts.scorecard s LEFT JOIN marts.scorecard_figures g ON g.kpi = s.kpi LEFT JOIN marts.figures f ON f.figure_id = g.figure_id
WHERE s.actual IS NOT NULL AND f.value IS DISTINCT FROM s.actual`), []string{})
	})
}

func TestScorecardWithoutAScore(t *testing.T) {
	t.Run("BSC-07 floor equal to target", func(t *testing.T) {
		w := world{files: hundred(), config: scorecardOf(`c07 keep_revenue metric: nrr, span: ttm, direction: up, floor: 1, target: 1`)}
		if err := w.refused(t); err == nil || !strings.Contains(err.Error(), "KPI c07 has target equal to floor; a score needs two different anchors") {
			t.Errorf("got %v", err)
		}
	})
}

func TestScorecardAboveItsTarget(t *testing.T) {
	kpis := `
		a keep_revenue    metric: nrr, span: ttm, direction: up, floor: 0.90, target: 1.00
		b keep_customers  metric: logo_churn, span: ttm, direction: down, floor: 0.06, target: 0.032
		c timely_help     metric: nrr, span: ttm, direction: up, floor: 0.02, target: 1.02
		d known_customers metric: nps, span: trailing, direction: up, floor: -20, target: -12`
	b := build(t, world{files: hundred(), config: scorecardOf(kpis) + "perspectives: nonprofit\n", metrics: "scorecard_cap: 1.2"}, "marts.scorecard", "marts.scorecard_perspectives")
	t.Run("up to the cap", func(t *testing.T) {
		diff(t, b.show(t, "SELECT kpi, round(score, 6), status FROM marts.scorecard ORDER BY kpi"), lines(`
			a 1.2      green
			b 1.071429 green
			c 1.0      green
			d 1.2      green`))
	})
	t.Run("the perspectives in the order configured", func(t *testing.T) {
		diff(t, b.show(t, "SELECT perspective, round(score, 6) FROM marts.scorecard_perspectives ORDER BY place"), lines(`
			all       1.117857
			customer  1.071429
			financial 1.2
			internal  1.0
			learning  1.2`))
	})
}

// A perspective without a KPI is shown, empty, and keeps the total from being one.
func TestScorecardShowsAnEmptyPerspective(t *testing.T) {
	b := build(t, world{files: hundred(), config: scorecardOf(`a keep_revenue metric: nrr, span: ttm, direction: up, floor: 0.90, target: 1.00`)}, "marts.scorecard_perspectives")
	diff(t, b.show(t, "SELECT perspective, title, kpis, score, reason FROM marts.scorecard_perspectives ORDER BY place"), lines(`
		all       Total                 1 -   low_coverage
		financial Financial             1 1.0 -
		customer  Customer              0 -   no_kpis
		internal  'Internal process'    0 -   no_kpis
		learning  'Learning and growth' 0 -   no_kpis`))
}

// A figure that is not there is no error and no zero.
func TestScorecardWithoutAFigure(t *testing.T) {
	b := build(t, world{files: hundred(), config: scorecardOf(`a keep_revenue metric: grr, span: week, direction: up, floor: 0.90, target: 1.00`)}, "marts.scorecard")
	diff(t, b.show(t, "SELECT kpi, actual, status, reason FROM marts.scorecard"), lines("a - grey no_figure"))
}

// A KPI that rests on a failed check has its value and no colour; others keep theirs.
func TestScorecardTrustsNoFailedCheck(t *testing.T) {
	files := hundred()
	files["subscription_periods"] += "s50 2025-06-01 - c50 12 USD paid\n" // beside the one that is open since January
	b := build(t, world{files: files, config: scorecardOf(`
		money keep_revenue   metric: nrr, span: ttm, direction: up, floor: 0.90, target: 1.00
		voice keep_customers metric: nps, span: trailing, direction: up, floor: -20, target: -12`)}, "core.subscription_periods", "marts.scorecard", "marts.scorecard_cascade", "marts.scorecard_perspectives", "staging.identity_billing")
	if len(b.found(t, "overlapping_periods")) != 1 {
		t.Fatalf("the check does not fail: %v", b.findings)
	}
	diff(t, b.show(t, "SELECT kpi, actual IS NOT NULL, status, trusted, reason, failed_checks FROM marts.scorecard ORDER BY kpi"), lines(`
		money true grey  false failed_check overlapping_periods
		voice true green true  -            -`))
	diff(t, b.show(t, "SELECT perspective, score, coverage, reason FROM marts.scorecard_perspectives WHERE perspective IN ('financial', 'customer') ORDER BY place"), lines(`
		financial -   0.0 no_values
		customer  1.0 1.0 -`))
	diff(t, b.show(t, "SELECT DISTINCT kpi, status, reason FROM marts.scorecard_cascade WHERE kpi = 'money'"), lines("money grey not_trusted"))
}

// refused is what the configuration of the world is refused for.
func (w world) refused(t *testing.T) error {
	t.Helper()
	_, err := w.load(t)
	return err
}

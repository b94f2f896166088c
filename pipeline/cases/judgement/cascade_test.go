package cases

import (
	"fmt"
	"strings"
	"testing"
)

// books are customers of four CSMs, two of them in a team, with MRR at the start and
// the end of 2026, answers and tickets.
func books() map[string]string {
	var customers, periods, answers, tickets strings.Builder
	customers.WriteString("customer_id owner case\n")
	periods.WriteString("subscription_id start_date end_date customer_id mrr currency kind\n")
	answers.WriteString("response_id survey kind relationship respondent_id customer_id score responded_at\n")
	tickets.WriteString("ticket_id customer_id priority status created_at first_replied_at solved_at opened_by_agent\n")
	owners := []string{"'Ann Lee'", "'Bo Chen'", "'Cy Diaz'", "-"}
	for n := range 40 {
		id := fmt.Sprintf("c%02d", n)
		fmt.Fprintf(&customers, "%s %s %s\n", id, owners[n%4], []string{"large", "small", "small"}[n%3])
		switch {
		case n%10 == 9: // leaves
			fmt.Fprintf(&periods, "%s 2025-01-01 2026-08-10 %s %d.37 USD paid\n", id, id, 100+n)
		case n%10 == 8: // grows, one of them in December
			on := "2026-08-10"
			if n == 8 {
				on = "2026-12-05"
			}
			fmt.Fprintf(&periods, "%s 2025-01-01 %s %s %d.37 USD paid\n%sb %s - %s %d.11 USD paid\n", id, on, id, 100+n, id, on, id, 150+n)
		default:
			fmt.Fprintf(&periods, "%s 2025-01-01 - %s %d.37 USD paid\n", id, id, 100+n)
		}
		for a := range 3 {
			fmt.Fprintf(&answers, "%s-%d pulse nps true p%s%d %s %d 2026-12-10T12:00:00Z\n", id, a, id, a, id, (n*7+a*5)%11)
			fmt.Fprintf(&answers, "%s-%d-before pulse nps true p%s%d %s %d 2026-09-20T12:00:00Z\n", id, a, id, a, id, (n*3+a)%11)
		}
		fmt.Fprintf(&tickets, "t%s %s normal solved 2026-12-0%dT09:00:00Z 2026-12-0%dT10:00:00Z 2026-12-12T12:00:00Z %t\n", id, id, 1+n%9, 1+n%9, n%5 == 0)
	}
	fmt.Fprintf(&tickets, "tx - normal solved 2026-12-03T09:00:00Z 2026-12-03T10:00:00Z 2026-12-12T12:00:00Z true\n")
	return map[string]string{"customers": customers.String(), "subscription_periods": periods.String(),
		"survey_responses": answers.String(), "tickets": tickets.String(),
		"invoices": "invoice_id customer_id issued_on due_on paid_on amount currency status\nlate c05 2026-11-01 2026-11-20 - 100 USD open\npaid c06 2026-11-01 2026-11-20 2026-11-20 100 USD paid"}
}

// TestCascade compares the scorecards of teams, CSMs and segments with what the
// customers' own rows give, and with what the marts say of the segments.
func TestCascade(t *testing.T) {
	b := build(t, world{files: books(), config: scorecardOf(`
		nrr       grow_revenue        metric: nrr, span: ttm, direction: up, floor: 0.90, target: 1.10
		paying    keep_revenue        metric: paying_customers, span: month, direction: up, floor: 10, target: 30
		churned   keep_customers      metric: logo_churn, span: ttm, direction: down, floor: 0.2, target: 0.02
		kept      keep_customers      metric: logo_retention, span: ttm, direction: up, floor: 0.8, target: 0.98
		nps       satisfied_customers metric: nps, span: trailing, direction: up, floor: -20, target: 40
		proactive timely_help         metric: proactive_share, span: trailing, direction: up, floor: 0, target: 0.4
		green     keep_customers      metric: health_green_share, span: day, direction: up, floor: 0, target: 0.7
		reply     timely_help         metric: first_reply_time, span: trailing, direction: down, floor: 480, target: 60`) +
		"teams: {north: [Ann Lee, Bo Chen], south: [Cy Diaz]}\n" +
		"health: {profiles: [{name: payers, dimensions: [{name: money, group: relationship, weight: 1, measures: [{measure: days_past_due, worst: 60, best: 0}]}]}]}\n"}, "core.customers", "marts.figures", "marts.mrr_monthly", "marts.scorecard", "marts.scorecard_cascade", "marts.scorecard_drivers")
	t.Run("CSMs", func(t *testing.T) {
		// By hand: of each CSM's ten customers every tenth leaves; Ann has c00, c04, c08 …
		diff(t, b.show(t, `SELECT team, owner, numerator, denominator, value, customers FROM marts.scorecard_cascade
WHERE kpi = 'churned' AND level = 'csm' AND dimension = 'all' ORDER BY 1, 2`), lines(`
			(none) (none)    2.0000000000 10.0000000000 0.2 10
			north  'Ann Lee' 0.0000000000 10.0000000000 0.0 10
			north  'Bo Chen' 2.0000000000 10.0000000000 0.2 10
			south  'Cy Diaz' 0.0000000000 10.0000000000 0.0 10`))
	})
	t.Run("S03 S44 S45 built-in measures by hand", func(t *testing.T) {
		diff(t, b.show(t, `SELECT kpi, round(value, 6) FROM marts.scorecard_cascade WHERE level = 'company' AND dimension = 'all' AND kpi IN ('churned', 'kept', 'proactive', 'paying') ORDER BY kpi`), lines(`
			churned   0.1
			kept      0.9
			paying    36.0
			proactive 0.219512`))
	})
	t.Run("teams", func(t *testing.T) {
		diff(t, b.show(t, `SELECT c.team, abs(round(c.value - x.value, 9)) FROM marts.scorecard_cascade c JOIN (
  SELECT CASE u.owner WHEN 'Ann Lee' THEN 'north' WHEN 'Bo Chen' THEN 'north' WHEN 'Cy Diaz' THEN 'south' ELSE '(none)' END AS team,
    sum(CAST(e.mrr AS DOUBLE)) / sum(CAST(s.mrr AS DOUBLE)) AS value
  FROM core.customers u
  JOIN marts.mrr_monthly s ON s.customer_id = u.customer_id AND s.month = DATE '2025-12-01' AND s.paying
  LEFT JOIN marts.mrr_monthly e ON e.customer_id = u.customer_id AND e.month = DATE '2026-12-01'
  GROUP BY 1) x ON x.team = c.team
WHERE c.kpi = 'nrr' AND c.level = 'team' AND c.dimension = 'all' ORDER BY 1`), lines(`
			(none) 0.0
			north  0.0
			south  0.0`))
	})
	t.Run("segments are those of the metric's own mart", func(t *testing.T) {
		diff(t, b.show(t, `SELECT c.kpi, c.segment, abs(round(c.value - f.value, 9)) FROM marts.scorecard_cascade c
JOIN marts.scorecard k ON k.kpi = c.kpi
JOIN marts.figures f ON f.metric = k.metric AND f.span = k.span AND f.period_start = k.period_start AND f.dimension = c.dimension AND f.segment = c.segment
WHERE c.level = 'company' AND c.dimension = 'case' AND f.customer_id IS NULL ORDER BY 1, 2`), lines(`
			churned   large      0.0
			churned   small      0.0
			kept      large      0.0
			kept      small      0.0
			nps       large      0.0
			nps       small      0.0
			nrr       large      0.0
			nrr       small      0.0
			paying    large      0.0
			paying    small      0.0
			proactive large      0.0
			proactive small      0.0
			proactive unassigned 0.0`))
	})
	t.Run("S20 children add up to their parent, exactly", func(t *testing.T) {
		diff(t, b.found(t, "cascade_adds_up"), []string{})
		for _, sums := range []string{
			"SELECT kpi FROM marts.scorecard_cascade WHERE dimension = 'all' AND adds_up GROUP BY kpi HAVING count(DISTINCT CASE level WHEN 'company' THEN 1 WHEN 'team' THEN 2 ELSE 3 END) <> 3",
			`SELECT kpi, level FROM (SELECT kpi, level, sum(numerator) AS n, sum(denominator) AS d FROM marts.scorecard_cascade WHERE dimension = 'all' AND adds_up GROUP BY kpi, level)
GROUP BY kpi, level HAVING count(DISTINCT n) <> 1`,
			`SELECT kpi FROM (SELECT kpi, level, dimension, sum(numerator) AS n, sum(denominator) AS d FROM marts.scorecard_cascade WHERE adds_up GROUP BY kpi, level, dimension)
GROUP BY kpi HAVING count(DISTINCT n) <> 1 OR count(DISTINCT d) > 1`,
		} {
			diff(t, b.show(t, sums), []string{})
		}
	})
	t.Run("a median has no parts", func(t *testing.T) {
		diff(t, b.show(t, "SELECT level, dimension, value, adds_up FROM marts.scorecard_cascade WHERE kpi = 'reply'"), lines("company all 60.0 false"))
	})
	t.Run("few answers are no score", func(t *testing.T) {
		diff(t, b.show(t, `SELECT count(*) > 0, count(value), min(reason), min(status) FROM marts.scorecard_cascade WHERE kpi = 'nps' AND denominator < 10`), lines("true 0 few_answers grey"))
	})
	t.Run("S47 drivers add up to the change", func(t *testing.T) {
		diff(t, b.found(t, "drivers_add_up"), []string{})
		diff(t, b.show(t, `SELECT d.kpi, count(*) > 1, max(abs(d.change)) > 0, abs(round(sum(d.change) - max(k.actual - k.previous), 9))
FROM marts.scorecard_drivers d JOIN marts.scorecard k ON k.kpi = d.kpi GROUP BY d.kpi ORDER BY 1`), lines(`
			green true true  0.0
			nps   true true  0.0
			nrr   true true  0.0`))
	})
}

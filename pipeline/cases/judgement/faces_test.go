package cases

import (
	"fmt"
	"strings"
	"testing"
)

// accounts are two customers: A is used more and more, its renewal is near and its
// manager content; B fell silent, owes an invoice and asked for help it has not got.
func accounts() world {
	return world{
		asOf: "2026-06-30", config: "segments: [plan]",
		files: map[string]string{
			"customers": "customer_id name owner plan\nA Ann Kim Growth\nB Bob Lee Growth\nC Cy Lee Growth",
			"subscription_periods": `
				subscription_id  customer_id  start_date  end_date    mrr  renewal_date  seats
				a                A            2025-01-01  -           600  2026-08-01    4
				b                B            2025-01-01  -           300  2026-12-01    4
				c                C            2025-01-01  2026-01-01  900  -             4`,
			"tickets": `
				ticket_id  customer_id  status  priority  created_at
				1          A            open    normal    2026-06-29T09:00:00Z
				2          B            open    urgent    2026-04-01T09:00:00Z`,
			"invoices": `
				invoice_id  customer_id  issued_on   due_on      paid_on     amount  currency  status
				i           A            2026-01-01  2026-01-31  2026-01-20  600     USD       paid
				j           B            2026-01-01  2026-01-31  -           300     USD       open`,
			"notes": `
				note_id  customer_id  author  written_on  kind   text                pulse
				n        A            Kim     2026-06-20  pulse  'All is well here'  5
				m        B            Lee     2026-06-20  pulse  'Nobody answers'    1`,
			"goals":        "goal_id customer_id title baseline target actual due_on status\ng A Faster 10 5 7 2026-12-31 on_track",
			"usage_events": usageOf("A", 1, 4) + usageOf("B", 4, 1)[len("event_id customer_id user_id event occurred_at"):],
		},
	}
}

// usageOf is one event a day of so many people in May, and of so many in June.
func usageOf(customer string, may, june int) string {
	text := "event_id customer_id user_id event occurred_at"
	for day := range 61 {
		people := may
		if day >= 31 {
			people = june
		}
		for p := range people {
			date := "2026-05-" + two(day+1)
			if day >= 31 {
				date = "2026-06-" + two(day-30)
			}
			id := customer + two(day) + two(p)
			text += "\n" + id + " " + customer + " " + customer + two(p) + "@x.test Login " + date + "T09:00:00Z"
		}
	}
	return text
}

func two(n int) string { return string([]byte{byte('0' + n/10), byte('0' + n%10)}) }

// TestInternalScorecard: a line for every paying customer, of which every part is what
// the mart it is taken from says.
func TestInternalScorecard(t *testing.T) {
	b := build(t, accounts(), "marts.alerts", "marts.expansion_ideas", "marts.health", "marts.health_dimensions", "marts.internal_scorecard")
	diff(t, b.show(t, `SELECT customer_id, owner, CAST(mrr AS INTEGER), pulse, pulse_on, renewal_date, renewal_state, data_areas FROM marts.internal_scorecard ORDER BY 1`), lines(`
		A  Kim  600  100.0  2026-06-20  2026-08-01  due  4
		B  Lee  300  0.0    2026-06-20  2026-12-01  -    4`))
	diff(t, b.show(t, "SELECT customer_id, band, gate_reason IS NOT NULL, risk_alerts > 0, change < 0, lowered_by IS NOT NULL FROM marts.internal_scorecard WHERE customer_id = 'B'"),
		lines("B red true true true true"))
	for name, query := range map[string]string{
		"health": `SELECT customer_id, score, band, coverage FROM marts.internal_scorecard
			EXCEPT SELECT customer_id, score, band, coverage FROM marts.health`,
		"alerts": `SELECT customer_id, risk_alerts + expansion_alerts FROM marts.internal_scorecard WHERE risk_alerts + expansion_alerts > 0
			EXCEPT SELECT customer_id, count(*) FROM marts.alerts WHERE state IN ('new', 'open', 'acknowledged', 'held') GROUP BY customer_id`,
		"top risk": `SELECT customer_id, top_risk, top_risk_reason FROM marts.internal_scorecard WHERE top_risk IS NOT NULL
			EXCEPT SELECT customer_id, rule, reason FROM marts.alerts`,
		"dimensions": `SELECT customer_id, worst_dimension, worst_dimension_score FROM marts.internal_scorecard
			EXCEPT SELECT customer_id, dimension, score FROM marts.health_dimensions`,
		"ideas": `SELECT customer_id, expansion_ideas FROM marts.internal_scorecard WHERE expansion_ideas > 0
			EXCEPT SELECT customer_id, count(*) FROM marts.expansion_ideas GROUP BY customer_id`,
		"who is left out": "SELECT customer_id FROM marts.health EXCEPT SELECT customer_id FROM marts.internal_scorecard",
	} {
		if rows := b.show(t, query); len(rows) > 0 {
			t.Errorf("%s: the scorecard and its mart differ: %v", name, rows)
		}
	}
}

// TestFiveSourcesOnOneAccount: CRM, billing, helpdesk, survey and usage join on one
// account; without an answer there are four.
func TestFiveSourcesOnOneAccount(t *testing.T) {
	w := accounts()
	w.files["survey_responses"] = "response_id customer_id kind score responded_at\nr A nps 9 2026-06-01T09:00:00Z"
	diff(t, build(t, w, "marts.alerts", "marts.expansion_ideas", "marts.health", "marts.health_dimensions", "marts.internal_scorecard").show(t, "SELECT customer_id, data_areas, fresh_areas FROM marts.internal_scorecard ORDER BY 1"), lines(`
		A  5  5
		B  4  4`))
}

// TestFullScoreAndFullPulseAreAHundred: a mean of two hundreds is one, however old the
// pulse and odd its weight.
func TestFullScoreAndFullPulseAreAHundred(t *testing.T) {
	var customers, periods, notes strings.Builder
	customers.WriteString("customer_id")
	periods.WriteString("subscription_id customer_id start_date mrr")
	notes.WriteString("note_id customer_id author written_on kind text pulse")
	for age := range 60 {
		day := 30 - age%30
		month := 6 - age/30
		fmt.Fprintf(&customers, "\nC%02d", age)
		fmt.Fprintf(&periods, "\ns%02d C%02d 2025-01-01 100", age, age)
		fmt.Fprintf(&notes, "\nn%02d C%02d Kim 2026-%02d-%02d pulse fine 5", age, age, month, day)
	}
	b := build(t, world{
		asOf: "2026-06-30",
		config: "segments: []\nhealth:\n  profiles:\n    - name: one\n      dimensions:\n" +
			"        - {name: age, group: product, weight: 1, measures: [{measure: tenure_months, worst: 0, best: 1, weight: 1}]}",
		files: map[string]string{"customers": customers.String(), "subscription_periods": periods.String(), "notes": notes.String()},
	}, "marts.health")
	diff(t, b.show(t, "SELECT score, band, count(*) FROM marts.health GROUP BY 1, 2"), lines("100.0 green 60"))
}

package transforms

import (
	"fmt"
	"strings"
	"testing"
)

// healthWorld is a portfolio of customers that pay 100 since long ago, with the
// tables the measures read.
func healthWorld(t *testing.T, names ...string) seed {
	t.Helper()
	var cases, periods strings.Builder
	for _, name := range names {
		fmt.Fprintf(&cases, "%s Pro\n", name)
		fmt.Fprintf(&periods, "%s 2025-06-01 - 100 USD\n", name)
	}
	s := portfolio(t, "2025-06-01", "2026-03-31", cases.String(), periods.String())
	seats(s, 10)
	return s
}

// invoices is core.invoices from lines "customer due paid".
func invoices(text string) string {
	var b strings.Builder
	b.WriteString("invoice_id customer_id issued_on due_on paid_on amount open_amount currency status\n")
	for i, f := range textRows(text) {
		status, open, paid := "paid", "0", f[2]
		if paid == nullField {
			status, open, paid = "open", "100", "-"
		}
		fmt.Fprintf(&b, "i%d %s %s %s %s 100 %s USD %s\n", i, f[0], f[1], f[1], paid, open, status)
	}
	return b.String()
}

func TestHealthMeasures(t *testing.T) {
	t.Parallel()
	s := healthWorld(t, "A", "B", "C")
	s.tables["core.usage_events"] = events(`
		A u1 e 2025-06-01 2026-03-30 2026-03-29
		A u2 e 2026-03-30 2026-02-10
		A u3 e 2026-03-30 2026-02-11
		A u4 e 2026-03-30 2026-02-12
		A u5 e 2026-03-30 2026-02-13
		C c1 e 2026-03-30
		C c2 e 2026-03-30
		C c3 e 2026-03-30
		C c4 e 2026-03-30
		C c5 e 2026-03-30
		C c6 e 2026-03-30
		C c7 e 2026-03-30
		C c8 e 2026-03-30`)
	s.tables["core.tickets"] = `
		ticket_id customer_id status created_at            created_on solved_at solved_on
		t1        A           open   '2026-03-23 12:00:00' 2026-03-23 -         -
		t2        A           open   '2026-03-24 12:00:00' 2026-03-24 -         -
		t3        A           solved '2026-03-01 12:00:00' 2026-03-01 '2026-03-31 12:00:00' 2026-03-31`
	s.tables["core.survey_responses"] = `
		response_id kind relationship respondent_id customer_id score responded_at          responded_on
		r1          nps  true         p1            A           9     '2026-03-10 12:00:00' 2026-03-10
		r2          nps  true         p2            A           7     '2026-03-10 12:00:00' 2026-03-10
		r3          nps  true         p2            A           3     '2026-02-10 12:00:00' 2026-02-10
		old         nps  true         p3            B           9     '2025-09-12 12:00:00' 2025-09-12
		last        nps  true         p3            C           9     '2025-10-02 12:00:00' 2025-10-02`
	s.tables["core.invoices"] = invoices(`
		A 2026-03-16 -
		A 2026-03-01 2026-03-05
		C 2026-02-28 -`)
	db := buildFrom(t, s, "marts.health", "marts.health_inputs")
	get := func(t *testing.T, customer, columns string) []string {
		t.Helper()
		return show(t, db, "SELECT measure, "+columns+" FROM marts.health_inputs WHERE customer_id = "+literal(customer)+" ORDER BY measure")
	}
	t.Run("values, scores and contributions", func(t *testing.T) {
		// 6 user-days after 4: +50 %, above best. 5 of 10 seats: half way from .2 to .8.
		diff(t, get(t, "A", "round(value, 4), round(score, 4), round(weight, 6), round(contribution, 4)"), lines(`
			days_past_due            15.0 50.0    0.15  7.5
			nps                      75.0 75.0    0.2  15.0
			open_tickets_over_7_days  1.0 66.6667 0.15 10.0
			seat_utilisation          0.5 50.0    0.25 12.5
			usage_trend               0.5 100.0   0.25 25.0`))
		diff(t, show(t, db, "SELECT round(score, 4), band, coverage, gate FROM marts.health WHERE customer_id = 'A'"), lines("70.0 yellow 1.0 -"))
	})
	t.Run("HLT-15", func(t *testing.T) {
		diff(t, show(t, db, "SELECT customer_id, value FROM marts.health_inputs WHERE measure = 'nps' AND customer_id <> 'A' ORDER BY 1"), lines("B -\nC 100.0"))
	})
	t.Run("unknown is not zero", func(t *testing.T) {
		// 100 of support (.15) and 0 of adoption (.5), whose unknown half leaves its weight to the other.
		diff(t, get(t, "B", "value, score, round(contribution, 4)"), lines(`
			days_past_due            -   -     -
			nps                      -   -     -
			open_tickets_over_7_days 0.0 100.0 23.0769
			seat_utilisation         0.0 0.0   0.0
			usage_trend              -   -     -`))
		diff(t, show(t, db, "SELECT score, band, round(coverage, 6) FROM marts.health WHERE customer_id = 'B'"), lines("- grey 0.4"))
	})
	t.Run("HLT-09", func(t *testing.T) {
		diff(t, show(t, db, "SELECT score, band, gate, ungated_score > 49 FROM marts.health WHERE customer_id = 'C'"), lines("49.0 red days_past_due true"))
	})
}

func TestHealthOfLastWeekUsesTodaysKnowledge(t *testing.T) {
	t.Parallel()
	s := healthWorld(t, "A", "B")
	s.tables["core.subscription_periods"] = strings.Replace(s.tables["core.subscription_periods"], "B B 2025-06-01", "B B 2026-03-28", 1)
	s.tables["core.usage_events"] = events("A u1 e 2025-06-01\nA u2 e 2026-02-28 2026-03-01 2026-03-02\nB u3 e 2026-03-30")
	s.tables["core.tickets"] = `
		ticket_id customer_id status created_at            created_on solved_at             solved_on
		t1        A           solved '2026-03-01 12:00:00' 2026-03-01 '2026-03-30 12:00:00' 2026-03-30
		t2        A           solved '2026-03-01 12:00:00' 2026-03-01 '2026-03-30 12:00:00' 2026-03-30
		t3        A           solved '2026-03-01 12:00:00' 2026-03-01 '2026-03-30 12:00:00' 2026-03-30`
	s.tables["core.invoices"] = invoices("A 2026-03-22 2026-03-30")
	db := buildFrom(t, s, "marts.health")
	// A week ago: one user on ten seats (0 on .5), no usage before to compare, three old
	// tickets (0 on .15) and an invoice two days late (93.33 on .15). Today: no user (0),
	// usage down to nothing (0), no old ticket and nothing due (100 on .15 each).
	diff(t, show(t, db, "SELECT customer_id, round(score, 4), round(coverage, 2), round(previous_score, 4), previous_band FROM marts.health ORDER BY 1"), lines(fmt.Sprintf(`
		A %.1f 0.8 %.1f red
		B - 0.4 - -`, 30/0.8, 14/0.8)))
}

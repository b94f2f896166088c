package cases

import (
	"crypto/rand"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"quarterdeck/config"
	"quarterdeck/pipeline"
)

// measuredWorld has one customer of which everything is known, as of 2026-12-31.
func measuredWorld() map[string]string {
	files := paying("a  all  2025-06-15  42  -  -  -\nb  none  2025-06-15  -  -  -  -")
	files["subscription_periods"] = `
		subscription_id  customer_id  start_date  end_date  mrr  seats  product  renewal_date
		s1               a            2025-06-15  -         300  10     Pro      2027-01-30
		s2               a            2025-06-15  -         200  5      Pro      2027-06-15
		s3               b            2025-06-15  -         100  10     Pro      -`
	files["subscriptions"] = `
		subscription_id  customer_id  unit_amount  started_at  canceled_at  cancel_at
		s1               a            300          2025-06-15  2026-12-20   2027-01-30
		s2               a            200          2025-06-15  -            -`
	files["invoices"] = `
		invoice_id  customer_id  issued_on   due_on      paid_on     amount  currency  status
		i1          a            2026-11-01  2026-12-11  -           100     USD       open
		i2          a            2026-12-01  2026-12-15  2026-12-20  100     USD       paid`
	files["tickets"] = `
		ticket_id  customer_id  priority  status  created_at            first_replied_at      solved_at
		t1         a            urgent    open    2026-12-20T12:00:00Z  2026-12-20T15:00:00Z  -
		t2         a            urgent    open    2026-12-26T12:00:00Z  2026-12-26T13:00:00Z  -
		t3         a            low       open    2026-10-30T12:00:00Z  2026-10-30T20:00:00Z  -
		t4         a            normal    solved  2026-12-01T12:00:00Z  -                     2026-12-05T12:00:00Z
		t5         a            normal    open    2026-12-30T12:00:00Z  2027-01-02T12:00:00Z  -`
	files["ticket_events"] = `
		ticket_id  seq  occurred_at           state
		t4         1    2026-12-01T12:00:00Z  new
		t4         2    2026-12-02T12:00:00Z  solved
		t4         3    2026-12-03T12:00:00Z  open
		t4         4    2026-12-05T12:00:00Z  solved`
	files["survey_responses"] = `
		response_id  kind  customer_id  respondent_id  score  scale_min  scale_max  responded_at
		r1           nps   a            p1             9      0          10         2026-12-10T12:00:00Z
		r2           nps   a            p1             2      0          10         2026-10-10T12:00:00Z
		r3           nps   a            p2             7      0          10         2026-11-10T12:00:00Z
		r4           csat  a            p1             5      1          5          2026-12-01T12:00:00Z
		r5           csat  a            p1             3      1          5          2026-12-02T12:00:00Z
		r6           csat  a            p1             1      1          5          2026-07-01T12:00:00Z
		r7           csat  a            p2             4      1          5          2026-12-03T12:00:00Z
		r8           nps   a            p3             0      0          10         2027-01-01T12:00:00Z`
	files["goals"] = `
		goal_id  customer_id  title  baseline  target  actual  due_on      status
		g1       a            one    0         10      10      2026-12-01  open
		g2       a            two    0         10      5       2026-12-01  'on track'
		g3       a            three  0         10      5       2027-12-01  'on track'
		g4       a            four   -         -       -       2027-12-01  behind
		g5       a            five   -         -       -       2027-12-01  dropped`
	files["notes"] = "note_id customer_id author written_on kind text pulse\nn1 a Ann 2026-12-16 pulse - 2"
	files["features"] = "feature event plan\nf1 one Pro\nf2 two Pro\nf3 three Pro\nf4 four Pro"
	// 6 user-days after 4, 7 actions after 4; 3 users on 5 days; two of four features.
	files["usage_events"] = usageEvents(`
		a  u1  one   2025-06-20 2026-12-31 2026-12-30 2026-12-30T13:00:00Z 2026-11-20 2026-11-21
		a  u2  two   2026-12-30 2026-12-29 2026-11-20
		a  u3  two   2026-12-20 2026-12-10 2026-11-21`)
	return files
}

// TestEveryMeasure holds all that is known of a customer against the arithmetic of
// its few facts.
func TestEveryMeasure(t *testing.T) {
	b := build(t, world{source: scoring, files: measuredWorld(), config: byPoints}, "marts.health_tonight")
	const known = `SELECT m.key AS measure, CAST(m.value AS DOUBLE) FROM marts.health_tonight h, json_each(h.measures) m WHERE h.customer_id = '%s' ORDER BY 1`
	diff(t, b.show(t, strings.Replace(known, "%s", "a", 1)), lines(`
		active_days_share          0.17857142857142858
		adoption_breadth           0.5
		attribute.points           42.0
		csat                       0.6666666666666666
		days_past_due              20.0
		days_to_renewal            30.0
		first_reply_hours          3.0
		goals_on_track             0.5
		mrr                        500.0
		notice_given               1.0
		nps                        75.0
		oldest_urgent_ticket_days  11.0
		open_tickets_over_7_days   2.0
		pulse                      2.0
		reopened_tickets           1.0
		seat_utilisation           0.2
		seats                      15.0
		stickiness                 0.07142857142857142
		tenure_months              18.0
		usage_change               0.75
		usage_trend                0.5`))
	t.Run("of nobody's activity zero is known, and of the rest nothing", func(t *testing.T) {
		diff(t, b.show(t, strings.Replace(known, "%s", "b", 1)), lines(`
			active_days_share          0.0
			adoption_breadth           0.0
			mrr                        100.0
			oldest_urgent_ticket_days  0.0
			open_tickets_over_7_days   0.0
			reopened_tickets           0.0
			seat_utilisation           0.0
			seats                      10.0
			tenure_months              18.0`))
	})
	t.Run("a profile may use each", func(t *testing.T) {
		var named []string
		for _, line := range b.show(t, strings.Replace(known, "%s", "a", 1)) {
			name, _, _ := strings.Cut(line, " ")
			if name != "pulse" && name != "attribute.points" {
				named = append(named, name)
			}
		}
		diff(t, named, slices.Sorted(slices.Values(config.HealthMeasures())))
	})
}

// TestAConditionThatCannotBeUsed is found by check, at its place.
func TestAConditionThatCannotBeUsed(t *testing.T) {
	for condition, want := range map[string]string{
		"tenure < 6":       "health profile p: there is no column or attribute tenure",
		"mrr > now()":      "health profile p: function now cannot be used here",
		"name IN (SELECT":  "health profile p: ",
		"lower(points, 1)": "health profile p: Binder Error",
	} {
		w := world{source: scoring, files: paying("a one 2025-06-01 80 - - -"), config: "segments: [case]\nhealth:\n  profiles:\n" +
			"    - {name: p, when: \"" + condition + "\", dimensions: [{name: x, group: product, weight: 1, measures: [{measure: nps, worst: 0, best: 100}]}]}"}
		cfg, err := w.load(t)
		if err != nil {
			t.Fatal(err)
		}
		p, err := pipeline.New(cfg, pipeline.Deps{Now: time.Now, Entropy: rand.Reader})
		if err != nil {
			t.Fatal(err)
		}
		findings, err := p.Check(t.Context())
		if err := errors.Join(err, p.Close()); err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(findings, func(f pipeline.Finding) bool {
			return strings.HasSuffix(f.Where, "quarterdeck.yml:5:23") && strings.HasPrefix(f.What, want) && f.Mend != ""
		}) {
			t.Errorf("%s: found %+v, want %s", condition, findings, want)
		}
	}
}

package cases

import (
	"testing"
	"time"

	"quarterdeck/pipeline"
)

// TestHealthProfiles: the first profile that fits, by the values of the day.
func TestHealthProfiles(t *testing.T) {
	files := paying(`
		a  HLT  2026-10-15  80  -  -  -
		b  HLT  2025-01-01  80  -  -  -
		c  HLT  2025-01-01  80  -  -  -
		d  HLT  2025-01-01  80  -  -  -`)
	files["customer_attributes"] = `
		customer_id  attribute        valid_from  value
		b            lifecycle_stage  2026-01-01  onboarding
		b            lifecycle_stage  2026-12-20  live
		c            plan             2026-01-01  Enterprise
		c            lifecycle_stage  2026-01-01  live`
	w := world{files: files, source: "attributes:\n  points: {type: number}\n  lifecycle_stage: {}\n  plan: {}\n", config: `
segments: [case, {name: size, bands: {small: 0, large: 100}}]
health:
  profiles:
    - name: onboarding
      when: tenure_months < 6 OR lifecycle_stage = 'onboarding'
      dimensions: [{name: start, group: product, weight: 1, measures: [{measure: attribute.points, worst: 0, best: 100}]}]
    - name: large
      when: size = 'large' AND plan = 'Enterprise'
      dimensions: [{name: use, group: product, weight: 1, measures: [{measure: attribute.points, worst: 40, best: 140}]}]
    - name: anybody_large
      when: mrr >= 100
      dimensions: [{name: use, group: relationship, weight: 1, measures: [{measure: attribute.points, worst: 0, best: 160}]}]
`}
	b := build(t, w)
	const query = "SELECT customer_id, profile, round(score, 6), fitting_profiles FROM marts.health ORDER BY 1"
	t.Run("the first in order", func(t *testing.T) {
		diff(t, b.show(t, query), lines(`
			a  onboarding     80.0  'onboarding, anybody_large'
			b  anybody_large  50.0  anybody_large
			c  large          40.0  'large, anybody_large'
			d  anybody_large  50.0  anybody_large`))
	})
	t.Run("the stage of that day", func(t *testing.T) {
		day := time.Date(2026, 12, 19, 0, 0, 0, 0, time.UTC)
		marts, err := b.pipeline.Marts(t.Context(), pipeline.Clocks{AsOf: day})
		if err != nil {
			t.Fatal(err)
		}
		defer marts.Close()
		diff(t, (&book{db: marts.DB}).show(t, query+" LIMIT 2"), lines(`
			a  onboarding  80.0  'onboarding, anybody_large'
			b  onboarding  80.0  'onboarding, anybody_large'`))
	})
}

// TestPulse: the team's opinion counts less every day and never more than its
// share, stands apart, and is told where it contradicts the score.
func TestPulse(t *testing.T) {
	files := paying(`
		fresh   pulse  2025-06-01  90  -  -  -
		half    pulse  2025-06-01  90  -  -  -
		old     pulse  2025-06-01  90  -  -  -
		off     pulse  2025-06-01  90  -  -  -
		none    pulse  2025-06-01  90  -  -  -
		glad    pulse  2025-06-01  20  -  -  -
		blind   pulse  2025-06-01  -   -  -  -`)
	files["notes"] = `
		note_id  customer_id  author  written_on  kind     text                   pulse
		n1       fresh        Ann     2026-12-31  pulse    'They look elsewhere'  1
		n2       half         Ann     2026-11-16  pulse    -                      1
		n3       half         Ann     2026-10-01  pulse    -                      5
		n4       old          Ann     2026-10-02  pulse    -                      1
		n5       off          Ann     2026-12-31  pulse    -                      9
		n6       none         Ann     2026-12-31  summary  'Fine'                 1
		n7       glad         Bo      2026-12-31  pulse    'They love it'         5
		n8       blind        Bo      2026-12-31  pulse    -                      5
		n9       fresh        Bo      2027-01-02  pulse    later                  5`
	b := build(t, world{source: scoring, files: files, config: byPoints}, "core.notes", "marts.health", "marts.health_disagreements", "marts.health_inputs")
	diff(t, b.show(t, "SELECT customer_id, round(score, 6), band, round(measured_score, 6), pulse, round(pulse_weight, 6) FROM marts.health ORDER BY 1"), lines(`
		blind  -     grey    -     100.0  0.2
		fresh  72.0  yellow  90.0  0.0    0.2
		glad   36.0  red     20.0  100.0  0.2
		half   81.0  green   90.0  0.0    0.1
		none   90.0  green   90.0  -      0.0
		off    90.0  green   90.0  -      0.0
		old    90.0  green   90.0  0.0    0.0`))
	t.Run("contributions add up", func(t *testing.T) {
		diff(t, b.show(t, "SELECT measure, round(weight, 6), round(score, 6), round(contribution, 6), dimension_group FROM marts.health_inputs WHERE customer_id = 'half' ORDER BY 1"), lines(`
			attribute.points  1.0  90.0  81.0  product
			pulse             0.1  0.0   0.0   opinion`))
	})
	t.Run("disagreements", func(t *testing.T) {
		diff(t, b.show(t, "SELECT customer_id, kind, round(score, 6), round(measured_score, 6), pulse, pulse_author, pulse_note FROM marts.health_disagreements ORDER BY 1"), lines(`
			glad  score_red_pulse_green  36.0  20.0  100.0  Bo  'They love it'
			half  score_green_pulse_red  81.0  90.0  0.0    Ann  -`))
	})
	t.Run("a pulse that is not on the scale is told", func(t *testing.T) {
		diff(t, b.found(t, "pulses_off_the_scale"), []string{"warn: 1 of 8 rows fail; pulses outside the scale of health.pulse, which count for nothing; n5 (9.0)"})
	})
}

// TestHealthOfGroups rolls accounts up to their parents by MRR.
func TestHealthOfGroups(t *testing.T) {
	files := map[string]string{
		"customers": "customer_id name case parent_id points\np Holding HLT - 40\na East HLT p 90\nb West HLT p 60\nc South HLT b -\nl Lone HLT - 70\nq Shell HLT - -\nr Under HLT q 30",
		"subscription_periods": `
			subscription_id  customer_id  start_date  mrr
			s1               p            2025-06-01  100
			s2               a            2025-06-01  600
			s3               b            2025-06-01  200
			s4               c            2025-06-01  100
			s5               l            2025-06-01  100
			s6               r            2025-06-01  100`,
	}
	b := build(t, world{source: scoring, files: files, config: byPoints}, "marts.health_parents")
	// (40 × 100 + 90 × 600 + 60 × 200) / 900; South is not scored.
	diff(t, b.show(t, "SELECT parent_id, accounts, scored_accounts, mrr, round(coverage, 6), round(score, 6), band, own_score, own_band, lowest_customer_id, lowest_score FROM marts.health_parents ORDER BY 1"), lines(`
		p  4  3  1000.000000  0.9  77.777778  green  40.0  red  p  40.0
		q  1  1  100.000000   1.0  30.0       red    -     -    r  30.0`))
}

// TestOneInputOfSix is no score, and a customer high in use whose use falls is seen.
func TestOneInputOfSix(t *testing.T) {
	six := "segments: [case]\nhealth:\n  profiles:\n    - name: six\n      dimensions:\n"
	for _, measure := range []string{"attribute.points", "attribute.voice", "attribute.support", "nps", "csat", "goals_on_track"} {
		six += "        - {name: " + measure[len(measure)-3:] + ", group: product, weight: 1, measures: [{measure: " + measure + ", worst: 0, best: 100}]}\n"
	}
	b := build(t, world{source: scoring, config: six, files: paying("a one 2025-06-01 80 - - -\nb three 2025-06-01 80 70 60 -")}, "marts.health")
	diff(t, b.show(t, "SELECT customer_id, score, band, round(coverage, 6) FROM marts.health ORDER BY 1"), lines("a - grey 0.166667\nb 70.0 yellow 0.5"))
}

// TestLevelAndSlope: without any configuration, use that is high and falls costs
// the slope's part of the score and not the level's.
func TestLevelAndSlope(t *testing.T) {
	files := paying("a  high  2025-06-01  -  -  -  -\nb  flat  2025-06-01  -  -  -  -")
	events := ""
	for _, user := range []string{"u1", "u2", "u3", "u4", "u5", "u6", "u7", "u8", "u9"} {
		events += "a " + user + " login 2026-11-10 2026-11-12 2026-11-14 2026-11-16 2026-12-20\n"
		events += "b " + user + " login 2026-11-10 2026-12-20\n"
	}
	files["usage_events"] = usageEvents("a u0 login 2025-06-01\n" + events)
	b := build(t, world{files: files}, "marts.health_inputs")
	diff(t, b.show(t, "SELECT customer_id, measure, round(value, 6), score FROM marts.health_inputs WHERE dimension = 'adoption' ORDER BY 1, 2"), lines(`
		a  seat_utilisation  0.9    100.0
		a  usage_trend       -0.75  0.0
		b  seat_utilisation  0.9    100.0
		b  usage_trend       0.0    83.333333333`))
}

// A company of which only contracts are known has no health: shares of it are unknown
// and no zero, the scorecard is grey there and nobody is alerted.
func TestHealthOfContractsAlone(t *testing.T) {
	b := build(t, world{files: map[string]string{
		"customers":            "customer_id name case owner\na A one Kim\nb B one Bo\n",
		"subscription_periods": "subscription_id customer_id start_date end_date mrr\na A 2025-01-01 - 100\nb B 2025-01-01 - 50\n",
	}}, "marts.alerts", "marts.portfolio_health", "marts.scorecard", "marts.scorecard_cascade", "marts.scorecard_drivers")
	diff(t, b.show(t, "SELECT scored_customers, green_share, at_risk_share, coverage, reason FROM marts.portfolio_health"), lines("0 - - 0.0 nothing_scored"))
	diff(t, b.show(t, "SELECT kpi, actual, previous, status, reason FROM marts.scorecard WHERE kpi LIKE 'health%' ORDER BY kpi"), lines(`
		health_coverage    0.0 0.0 red  -
		health_green_share -   -   grey nothing_scored`))
	diff(t, b.show(t, "SELECT DISTINCT level, value, status, reason FROM marts.scorecard_cascade WHERE kpi = 'health_green_share' ORDER BY ALL"), lines(`
		company - grey no_value
		csm     - grey no_value
		team    - grey no_value`))
	diff(t, b.show(t, "SELECT kpi FROM marts.scorecard_drivers WHERE kpi = 'health_green_share' UNION ALL SELECT rule FROM marts.alerts"), []string{})
}

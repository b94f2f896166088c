package transforms

import "testing"

// fourTerms are four terms that came up on 2026-04-01 and the nights recorded before:
// A and B left, B with notice on 2026-02-10, C stayed, and so did D, whom the team
// wrote a note about on 2026-03-15. A risk of A's was answered on 2026-02-26.
func fourTerms(t *testing.T, least int) seed {
	t.Helper()
	periods := "subscription_id customer_id start_date end_date mrr currency kind end_reason renewal_date\n"
	for _, id := range []string{"A", "B", "C", "D"} {
		reason := "voluntary"
		if id > "B" {
			reason = "-"
			periods += id + ".s " + id + " 2026-04-01 - 100 USD paid - 2027-04-01\n"
		}
		periods += id + ".s " + id + " 2025-04-01 2026-04-01 100 USD paid " + reason + " 2026-04-01\n"
	}
	return seed{asOf: "2026-06-30", settings: func(s *Settings) {
		onlyPlan(s)
		s.Metrics.BacktestMinEvents = least
		s.Alerts.Rules = []AlertRule{{Rule: "seats_near_limit", Kind: "expansion"}, {Rule: "usage_drop", Kind: "risk"}}
	}, tables: map[string]string{
		"core.months": monthsTable(t, "2025-04-01", "2026-06-30"), "core.exchange_rates": usdRates(t, "2025-04-01", "2026-06-30"),
		"core.customers": idsTable("A\nB\nC\nD"), "core.subscription_periods": periods,
		"core.subscriptions": `
			subscription_id customer_id canceled_at           cancel_at             ended_at              term_months
			B.s             B           '2026-02-10 17:00:00' '2026-04-01 05:00:00' '2026-04-01 05:00:00' 12`,
		"core.notes": `
			note_id customer_id written_on kind    text
			n1      D           2026-03-15 summary 'called the sponsor'
			n2      C           2026-03-15 pulse   4
			n3      A           2026-01-01 summary 'before the night'`,
		"core.alert_acknowledgements": `
			account rule             acknowledged_on customer_id
			C       seats_near_limit 2026-03-10      C
			A       usage_drop       2026-02-26      A`,
		"raw.quarterdeck_nights": `
			as_of      kpi run_id _load_id
			2025-12-23 mrr r1     l1
			2026-01-24 mrr r2     l2
			2026-02-27 mrr r3     l3
			2026-03-02 mrr r4     l4`,
		// 99, 67, 33 and 30 days before; the second was computed later.
		"raw.quarterdeck_health": `
			as_of      customer_id score band   mrr hindsight pulse measures              run_id
			2025-12-23 A           90    green  100 false     -     -                     r1
			2025-12-23 B           20    red    100 false     -     -                     r1
			2026-01-24 A           60    yellow 100 true      -     {"usage_trend":0.1}   r2
			2026-01-24 B           30    green  100 true      -     {"usage_trend":0.2}   r2
			2026-01-24 C           70    yellow 100 true      -     {"usage_trend":0.3}   r2
			2026-01-24 D           55    yellow 100 true      -     {"usage_trend":0.15}  r2
			2026-02-27 A           10    red    100 false     -     -                     r3
			2026-02-27 C           10    red    100 false     -     -                     r3
			2026-03-02 A           40    red    100 false     20    -                     r4
			2026-03-02 B           5     red    100 false     20    -                     r4
			2026-03-02 C           80    green  100 false     90    -                     r4
			2026-03-02 D           40    red    100 false     10    -                     r4`,
	}}
}

func TestBacktestRules(t *testing.T) {
	t.Parallel()
	db := buildFrom(t, fourTerms(t, 1), "marts.backtest", "marts.backtest_bands", "marts.backtest_calibration", "marts.warning_lead")
	t.Run("the newest night at least so long before, and eight days more", func(t *testing.T) {
		diff(t, show(t, db, "SELECT horizon, customer_id, night, score, was_known, was_touched FROM metrics.backtest_nights ORDER BY ALL"), lines(`
			30 A 2026-03-02 40.0 false false
			30 B 2026-03-02 5.0  true  false
			30 C 2026-03-02 80.0 false false
			30 D 2026-03-02 40.0 false true
			60 A 2026-01-24 60.0 false true
			60 B 2026-01-24 30.0 false false
			60 C 2026-01-24 70.0 false false
			60 D 2026-01-24 55.0 false true`))
	})
	get := func(t *testing.T, where string) []string {
		t.Helper()
		return show(t, db, "SELECT predictor, events, others, auc, reason FROM marts.backtest WHERE kind = 'renewal' AND "+where+" ORDER BY predictor")
	}
	t.Run("half of what is level, nothing that was known", func(t *testing.T) {
		diff(t, get(t, "horizon = 30 AND accounts = 'all' AND knowledge = 'as_known'"), lines(`
			last_quarter 0 0 -    nothing_said
			pulse        1 2 0.5  -
			score        1 2 0.75 -
			usage        0 0 -    nothing_said`))
	})
	t.Run("hindsight apart", func(t *testing.T) {
		diff(t, get(t, "horizon = 60 AND accounts = 'all' AND knowledge = 'hindsight' AND events > 0"), lines("score 2 2 0.75 -\nusage 2 2 0.75 -"))
		diff(t, get(t, "horizon = 60 AND accounts = 'all' AND knowledge = 'as_known' AND predictor = 'score'"), lines("score 0 0 - no_recorded_night"))
	})
	t.Run("without accounts the team looked after", func(t *testing.T) {
		diff(t, get(t, "horizon = 30 AND accounts = 'untouched' AND knowledge = 'as_known' AND predictor = 'score'"), lines("score 1 1 1.0 -"))
	})
	t.Run("the night must not be older", func(t *testing.T) {
		diff(t, get(t, "horizon = 90 AND accounts = 'all' AND knowledge = 'as_known' AND predictor = 'score'"), lines("score 0 0 - no_recorded_night"))
	})
	t.Run("precision and recall of red", func(t *testing.T) {
		diff(t, show(t, db, `SELECT red, precision_red, recall_red, already_known FROM marts.backtest
			WHERE horizon = 30 AND kind = 'all' AND accounts = 'all' AND knowledge = 'as_known' AND predictor = 'score'`), lines("2 0.5 1.0 1"))
	})
	t.Run("bands", func(t *testing.T) {
		diff(t, show(t, db, `SELECT band, customers, lost, lost_share, is_ordered, reason FROM marts.backtest_bands
			WHERE horizon = 60 AND kind = 'all' AND accounts = 'all' AND knowledge = 'hindsight' ORDER BY 1`), lines(`
			green  1 1 1.0                - empty_band
			grey   0 0 -                  - empty_band
			red    0 0 -                  - empty_band
			yellow 3 1 0.3333333333333333 - empty_band`))
	})
	t.Run("calibration", func(t *testing.T) {
		diff(t, show(t, db, `SELECT score_from, score_to, customers, lost FROM marts.backtest_calibration
			WHERE horizon = 30 AND kind = 'all' AND accounts = 'all' ORDER BY 1`), lines("40 50 2 1\n80 90 1 0"))
	})
	t.Run("first red night since the last green one, to the notice", func(t *testing.T) {
		diff(t, show(t, db, "SELECT customer_id, signal_on, first_red_on, lead_days, nights, reason FROM marts.lead_times ORDER BY 1"), lines(`
			A 2026-04-01 2026-02-27 33 4 -
			B 2026-02-10 -          -  2 never_red`))
		diff(t, show(t, db, "SELECT span, period_start, lost, seen, warned, warned_share, lead_days_p50, reason FROM marts.warning_lead ORDER BY 1, 2"), lines(`
			quarter  2026-01-01 1 1 0 0.0 -    never_red
			quarter  2026-04-01 1 1 1 1.0 33.0 -
			trailing 2025-07-01 2 2 1 0.5 33.0 -`))
	})
}

// Under the least number there is no number, but the reason.
func TestBacktestRefuses(t *testing.T) {
	t.Parallel()
	db := buildFrom(t, fourTerms(t, 2), "marts.backtest", "marts.backtest_bands")
	diff(t, show(t, db, `SELECT horizon, knowledge, events, others, auc, low < auc, precision_red, reason FROM marts.backtest
		WHERE kind = 'all' AND accounts = 'all' AND predictor = 'score' AND events > 0 ORDER BY 1`), lines(`
		30 as_known  1 2 -    -    - too_few_lost
		60 hindsight 2 2 0.75 true - -`))
	diff(t, show(t, db, "SELECT DISTINCT is_ordered, reason FROM marts.backtest_bands WHERE horizon = 30 AND kind = 'all'"), lines("- too_few_lost"))
}

// A promise without a side is ours, as the review has it; the customer's own, and one
// that falls due later, touch nothing.
func TestPromisesAreTouches(t *testing.T) {
	t.Parallel()
	db := buildFrom(t, seed{asOf: "2026-01-31", tables: map[string]string{
		"core.commitments": `
			commitment_id customer_id side due_on     status
			1             A           us   2026-01-10 done
			2             B           -    2026-01-11 open
			3             C           Them 2026-01-12 open
			4             D           us   2026-02-01 open`,
	}}, "metrics.account_touches")
	diff(t, show(t, db, "SELECT customer_id, day FROM metrics.account_touches ORDER BY 1"), lines("A 2026-01-10\nB 2026-01-11"))
}

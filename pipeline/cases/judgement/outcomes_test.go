package cases

import "testing"

// contracts are customers who stayed and customers who went, in every way there is.
func contracts() map[string]string {
	return map[string]string{
		"customers": `
			customer_id case
			kept   renewal
			went   renewal
			early  renewal
			ahead  renewal
			middle renewal
			open   renewal
			deal   renewal
			two    renewal
			stays  quarter
			leaves quarter
			told   quarter
			back   quarter
			pauses quarter
			unpaid quarter
			turns  both`,
		"subscription_periods": `
			subscription_id customer_id start_date end_date   mrr  renewal_date kind   end_reason
			kept.s          kept        2025-03-01 2026-03-01 1000 2026-03-01   paid   -
			kept.s          kept        2026-03-01 -          900  2027-03-01   paid   -
			went.s          went        2025-03-01 2026-03-01 500  2026-03-01   paid   voluntary
			early.s         early       2025-03-01 2025-09-01 100  2026-03-01   paid   voluntary
			ahead.s         ahead       2025-03-01 2026-02-10 100  2026-03-01   paid   -
			ahead.s         ahead       2026-02-10 -          100  2027-03-01   paid   -
			middle.s        middle      2025-12-01 2026-04-01 100  2026-12-01   paid   involuntary
			open.s          open        2025-03-01 -          100  2026-03-01   paid   -
			deal.s          deal        2025-03-01 -          100  2026-03-01   paid   -
			two.a           two         2025-03-01 2026-03-01 100  2026-03-01   paid   voluntary
			two.b           two         2025-03-01 2026-03-01 100  2026-03-01   paid   -
			two.b           two         2026-03-01 -          100  2027-03-01   paid   -
			stays.s         stays       2025-11-10 -          30   -            paid   -
			leaves.s        leaves      2025-11-10 2026-02-15 30   -            paid   voluntary
			told.s          told        2025-11-10 2026-05-10 30   -            paid   voluntary
			back.s          back        2025-11-10 2026-02-01 30   -            paid   voluntary
			back.t          back        2026-03-01 -          30   -            paid   -
			pauses.s        pauses      2025-11-10 2026-02-01 30   -            paid   pause
			pauses.s        pauses      2026-02-01 -          0    -            paused -
			unpaid.s        unpaid      2025-11-10 2026-02-01 30   -            paid   involuntary
			turns.s         turns       2025-01-10 2025-09-01 30   -            paid   -
			turns.s         turns       2025-09-01 2026-03-01 25   2026-03-01   paid   -
			turns.s         turns       2026-03-01 -          25   2026-09-01   paid   -`,
		"subscriptions": `
			subscription_id customer_id unit_amount started_at canceled_at cancel_at  ended_at   term_months
			went.s          went        500         2025-03-01 2026-01-10  2026-03-01 2026-03-01 12
			told.s          told        30          2025-11-10 2026-04-20  2026-05-10 2026-05-10 1`,
		"opportunities": `
			opportunity_id customer_id kind    amount close_date is_closed is_won
			o1             deal        renewal 1200   2026-02-20 true      true`,
	}
}

// The labels of the back-test come from contracts alone.
func TestOutcomes(t *testing.T) {
	b := build(t, world{asOf: "2026-06-30", files: contracts()}, "marts.backtest", "marts.outcomes", "marts.warning_lead")
	t.Run("terms that came up", func(t *testing.T) {
		diff(t, b.show(t, `SELECT customer_id, due_on, outcome, outcome_on, known_on, notice_on, reason, round(arr, 0)
			FROM marts.outcomes WHERE kind = 'renewal' ORDER BY 1, 2`), lines(`
			ahead  2026-03-01 kept 2026-02-10 2026-02-10 -          -           1200
			deal   2026-03-01 kept 2026-02-20 2026-02-20 -          -           1200
			early  2026-03-01 lost 2025-09-01 2025-09-01 -          voluntary   1200
			kept   2026-03-01 kept 2026-03-01 2026-03-01 -          -           12000
			middle 2026-12-01 lost 2026-04-01 2026-04-01 -          involuntary 1200
			turns  2026-03-01 kept 2026-03-01 2026-03-01 -          -           300
			two    2026-03-01 kept 2026-03-01 2026-03-01 -          -           2400
			went   2026-03-01 lost 2026-03-01 2026-01-10 2026-01-10 voluntary   6000`))
	})
	t.Run("quarters of those without a term", func(t *testing.T) {
		diff(t, b.show(t, `SELECT customer_id, due_on, outcome, outcome_on, known_on, reason, round(arr, 0)
			FROM marts.outcomes WHERE kind = 'quarter' ORDER BY 1, 2`), lines(`
			back   2026-03-31 kept 2026-03-31 2026-03-31 -           360
			back   2026-06-30 kept 2026-06-30 2026-06-30 -           360
			leaves 2026-03-31 lost 2026-02-15 2026-02-15 voluntary   360
			stays  2026-03-31 kept 2026-03-31 2026-03-31 -           360
			stays  2026-06-30 kept 2026-06-30 2026-06-30 -           360
			told   2026-03-31 kept 2026-03-31 2026-03-31 -           360
			told   2026-06-30 lost 2026-05-10 2026-04-20 voluntary   360
			turns  2025-06-30 kept 2025-06-30 2025-06-30 -           360
			turns  2025-09-30 kept 2025-09-30 2025-09-30 -           360
			unpaid 2026-03-31 lost 2026-02-01 2026-02-01 involuntary 360`))
	})
	t.Run("nothing is lost twice", func(t *testing.T) {
		diff(t, b.show(t, `SELECT customer_id, count(*) FROM marts.outcomes WHERE outcome = 'lost' GROUP BY 1 HAVING count(*) > 1`), lines(""))
	})
	t.Run("no night, no judgement", func(t *testing.T) {
		diff(t, b.show(t, "SELECT DISTINCT events, others, auc, reason FROM marts.backtest"), lines("0 0 - no_recorded_night"))
		diff(t, b.show(t, "SELECT span, lost, seen, warned, lead_days_p50, reason FROM marts.warning_lead WHERE span = 'trailing'"), lines("trailing 6 0 0 - no_recorded_night"))
	})
}

// As of an earlier day nothing later is known: not the end, not the deal.
func TestOutcomesKnowNothingLater(t *testing.T) {
	b := build(t, world{asOf: "2026-02-28", files: contracts()}, "marts.outcomes")
	diff(t, b.show(t, "SELECT customer_id, outcome, known_on FROM marts.outcomes WHERE due_on >= '2026-01-01' ORDER BY 1"), lines(`
		ahead kept 2026-02-10
		deal  kept 2026-02-20
		early lost 2025-09-01`))
}

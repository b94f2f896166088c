package transforms

import "testing"

// TestAlertQuality judges alerts by what followed, counted by hand: 90 days after
// January 10 is April 10, and losses count from ninety days after the first night on.
// `same` would have gone out in a look back: nobody owes it an answer. `seam` was
// looked back at later, so its one alert was recorded with two beginnings.
func TestAlertQuality(t *testing.T) {
	t.Parallel()
	const recorded = `
		as_of      run_id customer_id rule       kind      state since      sent_on    money reason was_published
		2026-01-10 r1     churns      drop       risk      new   2026-01-10 2026-01-10 100 r true
		2026-01-10 r1     falls89     drop       risk      new   2026-01-10 2026-01-10 100 r true
		2026-01-10 r1     falls91     drop       risk      new   2026-01-10 2026-01-10 100 r true
		2026-01-10 r1     notice      drop       risk      new   2026-01-10 2026-01-10 100 r true
		2026-01-10 r1     answered    drop       risk      new   2026-01-10 2026-01-10 100 r true
		2026-01-10 r1     said        late       risk      new   2026-01-10 2026-01-10 100 r true
		2026-01-10 r1     grows       seats      expansion new   2026-01-10 2026-01-10 10 r true
		2026-01-10 r1     same        seats      expansion new   2026-01-10 2026-01-10 10 r false
		2026-01-10 r1     waits       drop       risk      held  2026-01-10 -          100 r true
		2026-01-10 r1     seam        drop       risk      new   2026-01-10 2026-01-10 100 r false
		2026-04-01 r2     seam        drop       risk      new   2026-04-01 2026-04-01 100 r true
		2026-04-01 r2     warned      drop       risk      new   2026-04-01 2026-04-01 100 r true
		2026-06-01 r3     young       drop       risk      new   2026-06-01 2026-06-01 100 r true
		2026-06-01 r3     soon        drop       risk      new   2026-06-01 2026-06-01 100 r true`
	db := buildFrom(t, seed{asOf: "2026-06-30", tables: map[string]string{
		"raw.quarterdeck_alerts": recorded,
		"raw.quarterdeck_nights": `
			_load_id as_of      run_id kpi
			1        2026-01-01 r0     nrr
			2        2026-01-10 r1     nrr
			3        2026-04-01 r2     nrr
			4        2026-06-01 r3     nrr`,
		"core.subscription_periods": `
			subscription_id start_date end_date   customer_id mrr currency kind
			s1              2025-01-01 2026-03-01 churns      100 USD      paid
			s2              2025-01-01 2026-04-09 falls89     100 USD      paid
			s2              2026-04-09 -          falls89     60  USD      paid
			s3              2025-01-01 2026-04-11 falls91     100 USD      paid
			s3              2026-04-11 -          falls91     60  USD      paid
			s4              2025-01-01 -          notice      100 USD      paid
			s5              2025-01-01 -          answered    100 USD      paid
			s6              2025-01-01 -          said        100 USD      paid
			s7              2025-01-01 2026-02-01 grows       100 USD      paid
			s7              2026-02-01 -          grows       150 USD      paid
			s8              2025-01-01 -          same        100 USD      paid
			s9              2025-01-01 2026-05-20 warned      100 USD      paid
			s10             2025-01-01 2026-05-15 missed      100 USD      paid
			s11             2025-01-01 -          young       100 USD      paid
			s12             2025-01-01 -          seam        100 USD      paid
			s13             2025-01-01 2026-06-20 soon        100 USD      paid`,
		"core.exchange_rates": `
			currency month      rate
			USD      2026-01-01 1
			USD      2026-04-01 1
			USD      2026-06-01 1`,
		"core.subscriptions": `
			subscription_id customer_id started_at            cancel_at             canceled_at
			s4              notice      '2025-01-01 12:00:00' '2026-12-31 12:00:00' '2026-02-01 12:00:00'`,
		"core.alert_acknowledgements": `
			source account  customer_id rule acknowledged_on verdict
			team   answered answered    drop 2026-01-12      -
			team   said     said        late 2026-02-01      right
			team   said     said        late 2026-02-02      -`,
	}}, "marts.alert_quality", "marts.alert_rates")
	diff(t, show(t, db, "SELECT customer_id, because, was_right FROM marts.alert_history ORDER BY customer_id"), lines(`
		answered answered -
		churns   mrr      true
		falls89  mrr      true
		falls91  nothing  false
		grows    mrr      true
		notice   notice   true
		said     said     true
		same     nothing  false
		seam     nothing  false
		soon     mrr      -
		warned   mrr      true
		young    too_soon -`))
	diff(t, show(t, db, `SELECT month, kind, rule, alerts, judged, right_alerts, precision, answered, due, in_time, losses, missed
		FROM marts.alert_quality ORDER BY month, kind, rule`), lines(`
		2026-01-01 expansion all   2 2 1 0.5 0 1 0 - -
		2026-01-01 expansion seats 2 2 1 0.5 0 1 0 - -
		2026-01-01 risk      all   6 5 4 0.8 2 6 1 - -
		2026-01-01 risk      drop  5 4 3 0.75 1 5 1 - -
		2026-01-01 risk      late  1 1 1 1.0 1 1 0 - -
		2026-04-01 risk      all   2 2 1 0.5 0 2 0 - -
		2026-04-01 risk      drop  2 2 1 0.5 0 2 0 - -
		2026-05-01 risk      all   0 0 0 -   0 0 0 2 1
		2026-06-01 risk      all   2 0 0 -   0 2 0 1 0
		2026-06-01 risk      drop  2 0 0 -   0 2 0 - -`))
	diff(t, show(t, db, "SELECT dimension, segment, alerts, judged, right_alerts, due, in_time, period_start, period_end FROM marts.alert_rates ORDER BY 1, 2"), lines(`
		all  all       12 9 6 11 1 2025-07-01 2026-07-01
		kind expansion 2  2 1 1 0 2025-07-01 2026-07-01
		kind risk      10 7 5 10 1 2025-07-01 2026-07-01`))
}

package cases

import "testing"

const firstValue = "first_value_events: [report_shared, \"board_*\"]\ntracked_since: 2026-01-01"

// TestTimeToValue: the as-of day is the last of 2026, so a customer's age
// follows from its start: 10-02 is 90 days old, 12-16 is 15, 11-01 is 60.
func TestTimeToValue(t *testing.T) {
	files := customersPaying(`
		a1  TTV-01  2026-06-01  -  Basic
		b1  TTV-01  2026-06-01  -  Basic
		c1  TTV-01  2026-10-02  -  Basic
		d1  TTV-01  2026-12-16  -  Basic
		e1  TTV-01  2026-11-01  -  Basic
		a2  TTV-02  2026-06-01  -  Basic
		b2  TTV-02  2026-06-01  -  Basic
		a3  TTV-03  2026-06-01  -  Basic
		a6  before  2025-12-31  -  Basic
		b6  before  2026-01-01  -  Basic
		a7  young   2026-12-30  -  Basic`)
	files["customers"] += "a5 TTV-05\nb5 TTV-05\n"
	files["subscription_periods"] += "a5.s a5 2026-06-01 2026-07-01 100 - Basic\nb5.s b5 2026-06-01 - 100 - Basic\n"
	files["usage_events"] = usageEvents(`
		a1  u  report_shared  2026-06-11 2026-06-12
		b1  u  board_made     2026-06-21
		b1  u  page_viewed    2026-06-02
		c1  u  report_shared  2026-11-01
		d1  u  page_viewed    2026-12-20
		a2  u  page_viewed    2026-06-02
		a3  u  report_shared  2026-05-20 2026-06-30
		b5  u  report_shared  2026-06-06
		a6  u  report_shared  2026-01-05
		b6  u  report_shared  2026-01-06
		a7  u  report_shared  2026-12-31`)
	b := build(t, world{metrics: firstValue, files: files}, "marts.onboarding", "marts.time_to_value")
	get := func(t *testing.T, id, columns string) []string {
		t.Helper()
		return b.show(t, "SELECT "+columns+" FROM marts.time_to_value WHERE span = 'all' AND dimension = 'case' AND segment = '"+id+"'")
	}
	t.Run("TTV-01 who still waits counts", func(t *testing.T) {
		diff(t, get(t, "TTV-01", "customers, reached, plain_median_days, median_days"), lines("5 3 20.0 30.0"))
		diff(t, get(t, "TTV-01", "eligible_30, within_30, share_30, eligible_90, within_90, share_90"), lines("4 3 0.75 3 3 1.0"))
	})
	t.Run("TTV-02 nobody", func(t *testing.T) {
		diff(t, get(t, "TTV-02", "share_30, share_90, median_days, plain_median_days, reason"), lines("0.0 0.0 - - half_not_reached"))
	})
	t.Run("TTV-03 value before the contract", func(t *testing.T) {
		diff(t, b.show(t, "SELECT started_on, first_value_on, ttv_days, value_before_start, value_state FROM marts.onboarding WHERE customer_id = 'a3'"),
			lines("2026-06-01 2026-05-20 0 true reached"))
		diff(t, get(t, "TTV-03", "reached_before_start, share_30, median_days"), lines("1 1.0 0.0"))
	})
	t.Run("TTV-05 churned before first value", func(t *testing.T) {
		diff(t, get(t, "TTV-05", "customers, eligible_30, within_30, share_30, share_90, median_days"), lines("2 2 1 0.5 0.5 5.0"))
		diff(t, b.show(t, "SELECT ttv_days, value_state FROM marts.onboarding WHERE customer_id = 'a5'"), lines("- churned"))
	})
	t.Run("who began before the tracking is left out", func(t *testing.T) {
		diff(t, get(t, "before", "customers, left_out, reached, median_days"), lines("1 1 1 5.0"))
		diff(t, b.show(t, "SELECT ttv_days, value_state, reason FROM marts.onboarding WHERE customer_id = 'a6'"), lines("- unknown started_before_tracking"))
	})
	t.Run("too young for a share", func(t *testing.T) {
		diff(t, get(t, "young", "customers, eligible_30, share_30, share_30_reason, median_days"), lines("1 0 - too_young 1.0"))
	})
	t.Run("cohorts of starters", func(t *testing.T) {
		diff(t, b.show(t, `SELECT span, period_start, customers, within_30 FROM marts.time_to_value WHERE segment = 'TTV-01' AND span <> 'all' ORDER BY 1, 2`), lines(`
			quarter   2026-04-01  2  2
			quarter   2026-10-01  3  1
			trailing  2026-01-01  5  3`))
	})
}

// TestTimeToValueFromFirstLogin: the other start rule, and no rule at all.
func TestTimeToValueFromFirstLogin(t *testing.T) {
	files := customersPaying("a login 2026-06-01 - Basic\nb login 2026-06-01 - Basic")
	files["usage_events"] = usageEvents("a u page_viewed 2026-06-05\na u report_shared 2026-06-11")
	const query = "SELECT customer_id, started_on, ttv_days, value_state, reason FROM marts.onboarding ORDER BY 1"
	b := build(t, world{metrics: firstValue + "\nfirst_value_start: first_login", files: files}, "marts.onboarding", "marts.time_to_value")
	diff(t, b.show(t, query), lines(`
		a  2026-06-05  6  reached  -
		b  -           -  unknown  not_started`))
	b = build(t, world{files: files}, "marts.onboarding", "marts.time_to_value")
	diff(t, b.show(t, query), lines(`
		a  2026-06-01  -  unknown  no_value_event
		b  2026-06-01  -  unknown  no_value_event`))
	diff(t, b.show(t, "SELECT customers, share_30, reason FROM marts.time_to_value WHERE span = 'all' AND segment = 'login'"), lines("0 - no_value_event"))
}

func TestOnboardingSteps(t *testing.T) {
	files := customersPaying(`
		a  TTV-04  2026-06-01  -  Basic
		b  late    2026-06-01  -  Basic
		c  late    2026-06-01  -  Basic
		d  late    2026-06-01  -  Basic
		e  late    2026-06-01  -  Basic
		f  late    2026-06-01  -  Basic`)
	files["onboarding_steps"] = `
		customer_id  step     applicable  mandatory  due_on      done_on
		a            kickoff  -           -          2026-06-10  2026-06-09
		a            sso      false       -          2026-06-20  -
		a            import   true        true       2026-06-20  2026-06-19
		a            train    -           -          2026-06-30  2026-06-30
		b            kickoff  -           -          2026-06-10  2026-06-09
		b            extra    -           false      2026-06-10  -
		c            kickoff  -           -          2026-06-10  2026-06-11
		d            kickoff  -           -          2026-06-10  2027-01-01
		e            kickoff  -           -          2027-01-01  -
		f            extra    -           false      2026-06-10  2026-06-10
		stranger     kickoff  -           -          2026-06-10  -`
	b := build(t, world{files: files}, "core.onboarding_steps", "marts.onboarding", "marts.onboarding_completion")
	t.Run("TTV-04 a step that does not apply", func(t *testing.T) {
		diff(t, b.show(t, "SELECT steps, steps_done, completion, onboarding_state, target_on, completed_on FROM marts.onboarding WHERE customer_id = 'a'"),
			lines("3 3 1.0 complete 2026-06-30 2026-06-30"))
		diff(t, b.show(t, "SELECT due, completed, on_time, completion FROM marts.onboarding_completion WHERE segment = 'TTV-04' AND span = 'trailing'"), lines("1 1 1 1.0"))
	})
	t.Run("what the target day decides", func(t *testing.T) {
		diff(t, b.show(t, "SELECT customer_id, onboarding_state, steps_done, steps_due, steps_overdue FROM marts.onboarding WHERE customer_id <> 'a' ORDER BY 1"), lines(`
			b  complete  1  2  1
			c  complete  1  1  0
			d  late      0  1  1
			e  open      0  0  0
			f  none      1  1  0`))
		diff(t, b.show(t, "SELECT due, completed, on_time, round(completion, 6), round(on_time_share, 6) FROM marts.onboarding_completion WHERE segment = 'late' AND span = 'quarter'"),
			lines("3 2 1 0.666667 0.333333"))
	})
	t.Run("steps of strangers are told", func(t *testing.T) {
		if got := b.found(t, "unmatched_onboarding"); len(got) != 1 {
			t.Errorf("findings %q, all %v", got, b.findings)
		}
	})
}

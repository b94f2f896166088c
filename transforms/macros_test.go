package transforms

import "testing"

// The words of a goal's owner, however they are spelled.
func TestGoalWords(t *testing.T) {
	t.Parallel()
	db := buildFrom(t, seed{})
	diff(t, show(t, db, `SELECT word, goal_word(word), is_open_goal(word) FROM (VALUES
		(1, 'Completed'), (2, ' On Track '), (3, 'at-risk'), (4, 'failed'), (5, 'Canceled'), (6, 'somehow'), (7, NULL)) v(place, word) ORDER BY place`), lines(`
		Completed    reached  false
		' On Track ' on_track true
		at-risk      behind   true
		failed       missed   false
		Canceled     dropped  false
		somehow      -        true
		-            -        true`))
}

// One address is one person in every tool; another id says nothing beyond its source.
func TestRespondents(t *testing.T) {
	t.Parallel()
	db := buildFrom(t, seed{asOf: "2026-01-31", tables: map[string]string{
		"core.survey_responses": `
			response_id survey kind customer_id respondent_id score responded_at          responded_on source
			1           s      nps  A           Ann@a.test    2     '2026-01-10 12:00:00' 2026-01-10   forms
			2           s      nps  A           ann@a.test    9     '2026-01-11 12:00:00' 2026-01-11   desk
			3           s      nps  A           7             3     '2026-01-10 12:00:00' 2026-01-10   forms
			4           s      nps  A           7             10    '2026-01-11 12:00:00' 2026-01-11   desk
			5           s      nps  A           -             8     '2026-01-10 12:00:00' 2026-01-10   forms`,
	}}, "metrics.survey_voices")
	diff(t, show(t, db, "SELECT customer_id, respondents, promoters, passives, detractors FROM metrics.survey_voices"), lines("A 4 2 1 1"))
}

// A date without an hour is the same day west of Greenwich.
func TestNoticeByDate(t *testing.T) {
	t.Parallel()
	db := buildFrom(t, seed{asOf: "2026-01-31", tables: map[string]string{
		"core.subscription_periods": `
			subscription_id customer_id start_date end_date mrr currency kind
			a               A           2025-01-01 -        100 USD      paid
			b               B           2025-01-01 -        100 USD      paid
			c               C           2025-01-01 -        100 USD      paid`,
		"core.exchange_rates": `
			currency month      rate
			USD      2026-01-01 1`,
		"core.subscriptions": `
			subscription_id customer_id started_at            canceled_at           cancel_at
			a               A           '2025-01-01 00:00:00' '2026-02-01 00:00:00' '2026-03-01 00:00:00'
			b               B           '2025-01-01 00:00:00' '2026-01-31 00:00:00' '2026-03-01 00:00:00'
			c               C           '2025-01-01 00:00:00' '2026-01-10 00:00:00' '2026-02-01 00:00:00'`,
	}}, "metrics.measures_of_contract")
	diff(t, show(t, db, `SELECT m.customer_id, m.value FROM metrics.measures_of_contract m JOIN core.settings s ON s.as_of = m.day
		WHERE measure = 'notice_given' ORDER BY 1`), lines(`
		A 0.0
		B 1.0
		C 1.0`))
}

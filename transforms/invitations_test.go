package transforms

import "testing"

// TestZendeskInvitations: ticket 1 is rated and ticket 3 was offered a rating, once
// each whatever became of the offer; ticket 2 was offered none. The survey that
// replaces the ratings tells when it expires, 28 days after it was sent.
func TestZendeskInvitations(t *testing.T) {
	t.Parallel()
	landed := ticketWorld()
	landed["zendesk_satisfaction_ratings"] = `
		id  ticket_id  requester_id  score      created_at             updated_at
		1   1          11            good       '2026-01-03 14:00:00'  '2026-01-05 14:00:00'
		2   3          12            offered    '2026-01-05 14:00:00'  '2026-01-05 14:00:00'
		3   3          12            offered    '2026-01-06 14:00:00'  '2026-01-06 14:00:00'
		4   2          11            unoffered  '2026-01-05 14:00:00'  '2026-01-05 14:00:00'`
	landed["zendesk_survey_responses"] = `
		id   responder_id  subjects                        expires_at             answers
		01A  11            '[{"id":"1","type":"ticket"}]'  '2026-02-05 14:00:00'  '[{"type":"rating_scale","rating":4,"rating_category":"good","created_at":"2026-01-09T14:00:00Z","updated_at":"2026-01-09T14:00:00Z"}]'
		01B  11            '[{"id":"1","type":"ticket"}]'  '2026-02-05 14:00:00'  '[]'
		01C  11            '[{"id":"1","type":"ticket"}]'  '2026-02-28 14:00:00'  '[]'`
	query := "SELECT invitation_id, kind, relationship, respondent_id, customer_id, invited_on, response_id FROM core.survey_invitations ORDER BY 1"
	db := buildLanded(t, world{asOf: "2026-01-10", landed: landed}, "core.survey_invitations")
	diff(t, show(t, db.conn, query), lines(`
		helpdesk/01A  csat  false  11  900  2026-01-08  helpdesk/01A
		helpdesk/01B  csat  false  11  900  2026-01-08  -
		helpdesk/1    csat  false  11  900  2026-01-03  helpdesk/1
		helpdesk/3    csat  false  12  -    2026-01-05  -`))
	db = buildLanded(t, world{asOf: "2026-01-04", landed: landed}, "core.survey_invitations")
	diff(t, show(t, db.conn, query), lines("helpdesk/1  csat  false  11  900  2026-01-03  -"))
}

// TestIntercomInvitations: a request nobody answered is one all the same.
func TestIntercomInvitations(t *testing.T) {
	t.Parallel()
	query := "SELECT invitation_id, respondent_id, customer_id, invited_on, response_id FROM core.survey_invitations ORDER BY 1"
	db := buildLanded(t, world{asOf: "2026-01-10", landed: intercomWorld()}, "core.survey_invitations")
	diff(t, show(t, db.conn, query), lines(`
		intercom/1  p1  900  2026-01-06  intercom/1
		intercom/2  p2  901  2026-01-03  -`))
	db = buildLanded(t, world{asOf: "2026-01-06", landed: intercomWorld()}, "core.survey_invitations")
	diff(t, show(t, db.conn, query), lines(`
		intercom/1  p1  900  2026-01-06  -
		intercom/2  p2  901  2026-01-03  -`))
}

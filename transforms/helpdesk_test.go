package transforms

import "testing"

// intercomWorld has one conversation that was closed twice, one that the team
// began, one of a contact who is gone, and one with Intercom's own mark and SLA.
func intercomWorld() map[string]string {
	return map[string]string{
		"hubspot_companies": "id domain created_at\n900 acme.test '2024-01-01 17:00:00'\n901 beta.test '2024-01-01 17:00:00'",
		"intercom_companies": `
			id  company_id  website                     created_at
			c1  900         -                           '2024-03-01 17:00:00'
			c2  other-17    'https://www.Beta.test/de'  '2024-03-01 17:00:00'`,
		"intercom_contacts": `
			id  email         companies                     created_at
			p1  a@gmail.com   '[{"id":"c1"},{"id":"c2"}]'   '2024-03-01 17:00:00'
			p2  b@gmail.com   '[{"id":"c2"}]'               '2024-03-01 17:00:00'`,
		"intercom_conversations": `
			id  state    priority      custom_attributes      delivered_as        author_type  author_id  author_email  contacts          title     source_type  created_at             updated_at             first_admin_reply_at   first_close_at         last_close_at          count_reopens  time_to_admin_reply  time_to_last_close  sla_status  rating  rating_remark  rating_requested_at    rating_updated_at
			1   closed   not_priority  '{"Priority":"High"}'  customer_initiated  user         p1         a@gmail.com   '[{"id":"p1"}]'   Export    email        '2026-01-01 14:00:00'  '2026-01-10 17:00:00'  '2026-01-01 14:30:00'  '2026-01-02 14:00:00'  '2026-01-05 14:00:00'  1              1200                 30000               -           5       ' Great '      '2026-01-06 14:00:00'  '2026-01-07 14:00:00'
			2   snoozed  not_priority  '{}'                   admin_initiated     admin        7          x@us.test     '[{"id":"p2"}]'   -         conversation '2026-01-02 14:00:00'  '2026-01-02 15:00:00'  -                      -                      -                      0              -                    -                   -           -       -              '2026-01-03 14:00:00'  '2026-01-03 14:00:00'
			3   open     priority      '{}'                   customer_initiated  user         gone       z@acme.test   '[{"id":"gone"}]' -         conversation '2026-01-03 14:00:00'  '2026-01-03 14:00:00'  -                      -                      -                      0              -                    -                   -           -       -              -                      -
			4   open     not_priority  '{}'                   customer_initiated  user         p1         a@gmail.com   '[{"id":"p1"}]'   -         conversation '2026-01-04 14:00:00'  '2026-01-04 18:00:00'  '2026-01-04 18:00:00'  -                      -                      0              14400                -                   missed      -       -              -                      -`,
		"intercom_conversation_parts": `
			conversation_id  id   part_type   is_first_reply  created_at
			1                11   assignment  false           '2026-01-01 14:10:00'
			1                12   comment     true            '2026-01-01 14:30:00'
			1                13   snoozed     false           '2026-01-01 14:31:00'
			1                14   open        false           '2026-01-01 18:00:00'
			1                15   close       false           '2026-01-02 14:00:00'
			1                16   open        false           '2026-01-03 14:00:00'
			1                17   close       false           '2026-01-05 14:00:00'
			9                99   close       false           '2026-01-05 14:00:00'`,
	}
}

// TestIntercomTicketsAsOf: the parts tell a conversation's life day by day, also
// days the conversation itself has long gone past.
func TestIntercomTicketsAsOf(t *testing.T) {
	t.Parallel()
	query := `SELECT status, solved_on, reopens, first_reply_minutes, first_resolution_minutes, full_resolution_minutes,
		first_reply_minutes_business, full_resolution_minutes_business FROM core.tickets WHERE ticket_id = '1'`
	for asOf, want := range map[string]string{
		"2026-01-01": "open    -           0  30.0  -       -       20.0  -",
		"2026-01-02": "solved  2026-01-02  0  30.0  1440.0  1440.0  20.0  -",
		"2026-01-03": "open    -           1  30.0  1440.0  -       20.0  -",
		"2026-01-05": "solved  2026-01-05  1  30.0  1440.0  5760.0  20.0  -",
		"2026-01-10": "solved  2026-01-05  1  30.0  1440.0  5760.0  20.0  500.0",
	} {
		t.Run(asOf, func(t *testing.T) {
			db := buildLanded(t, world{asOf: asOf, landed: intercomWorld()}, "core.tickets")
			diff(t, show(t, db.conn, query), lines(want))
		})
	}
}

func TestIntercomTickets(t *testing.T) {
	t.Parallel()
	db := buildLanded(t, world{asOf: "2026-01-10", landed: intercomWorld()}, "core.tickets", "core.ticket_events", "core.survey_responses", "metrics.ticket_facts")
	diff(t, show(t, db.conn, `SELECT ticket_id, customer_id, requester_id, subject, channel, status, priority, first_reply_minutes, sla_target_minutes, sla_breached, opened_by_agent
		FROM core.tickets ORDER BY 1`), lines(`
		1  900  p1    Export  email         solved   high  30.0   240.0  false  false
		2  901  p2    -       conversation  pending  -     -      -      -      true
		3  900  gone  -       conversation  new      high  -      240.0  true   false
		4  900  p1    -       conversation  open     -     240.0  -      true   false`))
	// Without a target of ours, Intercom's own SLA decides.
	diff(t, show(t, db.conn, "SELECT ticket_id, sla FROM metrics.ticket_facts ORDER BY 1"), lines("1 met\n2 none\n3 breached\n4 breached"))
	diff(t, show(t, db.conn, "SELECT seq, state, public_reply FROM core.ticket_events WHERE ticket_id = '1' ORDER BY seq"), lines(`
		1 new false
		2 - true
		3 pending false
		4 open false
		5 solved false
		6 open false
		7 solved false`))
	diff(t, show(t, db.conn, "SELECT count(*) FROM core.ticket_events WHERE ticket_id = '9'"), lines("0"))
	diff(t, show(t, db.conn, "SELECT response_id, kind, relationship, respondent_id, customer_id, score, scale_min, scale_max, responded_on, comment FROM core.survey_responses"), lines(`
		intercom/1  csat  false  p1  900  5.0  1.0  5.0  2026-01-07  Great`))
}

func TestIntercomIdentity(t *testing.T) {
	t.Parallel()
	db := buildLanded(t, world{asOf: "2026-01-10", landed: intercomWorld()}, "core.identity")
	diff(t, show(t, db.conn, "SELECT kind, source_id, customer_id, method FROM core.identity WHERE source = 'intercom' ORDER BY kind, source_id"), lines(`
		organization  c1    900  external_id
		organization  c2    901  domain
		user          gone  900  email_domain
		user          p1    900  external_id
		user          p2    901  domain`))
}

// freshdeskWorld has a ticket solved after it was reopened, one the team sent,
// one of a status of the account's own, one marked as spam and one deleted.
func freshdeskWorld() map[string]string {
	return map[string]string{
		"hubspot_companies": "id domain created_at\n900 acme.test '2024-01-01 17:00:00'\n901 beta.test '2024-01-01 17:00:00'",
		"freshdesk_companies": `
			id  domains           custom_fields        created_at
			1   -                 '{"crm_id":"900"}'   '2024-03-01 17:00:00'
			2   '["beta.test"]'   '{"crm_id":null}'    '2024-03-01 17:00:00'`,
		"freshdesk_contacts": `
			id  email        company_id  created_at
			11  a@gmail.com  1           '2024-03-01 17:00:00'`,
		"freshdesk_agents": "id email\n20 x@us.test",
		"freshdesk_tickets": `
			id  company_id  requester_id  requester_email  status  priority  source  responder_id  spam   deleted  created_at             updated_at             first_responded_at     resolved_at            closed_at              reopened_at
			1   1           11            a@gmail.com      5       3         1       20            false  -        '2026-01-01 14:00:00'  '2026-01-09 17:00:00'  '2026-01-01 14:30:00'  '2026-01-05 14:00:00'  '2026-01-09 17:00:00'  '2026-01-03 14:00:00'
			2   -           12            b@beta.test      3       1         10      20            false  -        '2026-01-02 14:00:00'  '2026-01-02 15:00:00'  -                      -                      -                      -
			3   2           12            b@beta.test      7       4         3       -             false  -        '2026-01-03 14:00:00'  '2026-01-03 15:00:00'  '2026-01-03 16:00:00'  -                      -                      -
			4   1           11            a@gmail.com      2       2         2       -             true   -        '2026-01-03 14:00:00'  '2026-01-03 15:00:00'  -                      -                      -                      -
			5   1           11            a@gmail.com      2       2         2       -             false  true     '2026-01-03 14:00:00'  '2026-01-03 15:00:00'  -                      -                      -                      -
			6   1           11            a@gmail.com      2       2         99      -             false  -        '2026-01-04 14:00:00'  '2026-01-04 14:00:00'  -                      -                      -                      -`,
		"freshdesk_satisfaction_ratings": `
			id  ticket_id  user_id  score  feedback  created_at
			1   1          11       103    Thanks    '2026-01-06 14:00:00'
			2   1          11       102    -         '2026-01-06 14:00:01'
			3   1          11       101    -         '2026-01-06 14:00:02'
			4   1          11       100    -         '2026-01-06 14:00:03'
			5   1          11       -101   -         '2026-01-06 14:00:04'
			6   1          11       -102   -         '2026-01-06 14:00:05'
			7   2          12       -103   -         '2026-01-06 14:00:06'
			8   2          12       2      -         '2026-02-01 14:00:06'`,
	}
}

func TestFreshdeskTickets(t *testing.T) {
	t.Parallel()
	query := `SELECT ticket_id, customer_id, channel, status, priority, first_reply_minutes, first_resolution_minutes, full_resolution_minutes, reopens, opened_by_agent
		FROM core.tickets ORDER BY 1`
	db := buildLanded(t, world{asOf: "2026-01-10", landed: freshdeskWorld()}, "core.tickets", "core.identity")
	diff(t, show(t, db.conn, query), lines(`
		1  900  email     closed   high    30.0   -  5760.0  1  false
		2  901  outbound  pending  low     -      -  -       0  true
		3  901  phone     hold     urgent  120.0  -  -       0  false
		6  900  99        new      normal  -      -  -       0  false`))
	diff(t, show(t, db.conn, "SELECT kind, source_id, customer_id, method FROM core.identity WHERE source = 'freshdesk' ORDER BY kind, source_id"), lines(`
		organization  1   900  external_id
		organization  2   901  domain
		user          11  900  external_id
		user          12  901  email_domain`))
	// What happened later is not known: the ticket is open again, nothing else.
	db = buildLanded(t, world{asOf: "2026-01-04", landed: freshdeskWorld()}, "core.tickets")
	diff(t, show(t, db.conn, "SELECT status, reopens, first_reply_minutes, solved_on FROM core.tickets WHERE ticket_id = '1'"), lines("open 1 30.0 -"))
}

// TestFreshdeskRatings: the happy half of the scale is satisfied, as in
// Freshdesk's own reports.
func TestFreshdeskRatings(t *testing.T) {
	t.Parallel()
	db := buildLanded(t, world{asOf: "2026-01-10", landed: freshdeskWorld()}, "core.survey_responses", "metrics.csat_answers")
	diff(t, show(t, db.conn, `SELECT response_id, r.customer_id, r.score, is_valid, is_satisfied, comment
		FROM core.survey_responses r JOIN metrics.csat_answers USING (response_id) ORDER BY 1`), lines(`
		freshdesk/1  900  5.0  true  true   Thanks
		freshdesk/2  900  4.0  true  true   -
		freshdesk/3  900  4.0  true  true   -
		freshdesk/4  900  3.0  true  false  -
		freshdesk/5  900  2.0  true  false  -
		freshdesk/6  900  2.0  true  false  -
		freshdesk/7  901  1.0  true  false  -`))
}

// TestZendeskSurveyAnswers: the survey that replaces the ratings, whatever its
// scale, beside the ratings of before.
func TestZendeskSurveyAnswers(t *testing.T) {
	t.Parallel()
	landed := ticketWorld()
	landed["zendesk_satisfaction_ratings"] = "id ticket_id requester_id score created_at\n1 1 11 good '2026-01-04 14:00:00'"
	landed["zendesk_survey_responses"] = `
		id   responder_id  subjects                        answers
		01A  11            '[{"id":"1","type":"ticket"}]'  '[{"type":"rating_scale","rating":4,"rating_category":"good","question":{"sub_type":"customer_satisfaction"},"created_at":"2026-01-05T14:00:00Z","updated_at":"2026-01-06T14:00:00Z"},{"type":"open_ended","value":" Fast ","created_at":"2026-01-05T14:00:00Z"}]'
		01B  12            '[{"id":"3","type":"ticket"}]'  '[{"type":"rating_scale","rating":2,"rating_category":"good","created_at":"2026-01-05T14:00:00Z"}]'
		01C  11            '[{"id":"x","type":"conversation"}]' '[{"type":"rating_scale","rating":1,"rating_category":"bad","created_at":"2026-01-05T14:00:00Z"}]'
		01D  11            '[{"id":"1","type":"ticket"}]'  '[{"type":"skipped","created_at":"2026-01-05T14:00:00Z"}]'
		01E  11            '[{"id":"1","type":"ticket"}]'  '[]'
		01F  11            '[{"id":"1","type":"ticket"}]'  '[{"type":"rating_scale","rating":5,"rating_category":"good","question":{"sub_type":"other"},"created_at":"2026-01-05T14:00:00Z"}]'
		01G  11            '[{"id":"1","type":"ticket"}]'  '[{"type":"rating_scale","rating":3,"rating_category":"neutral","created_at":"2026-02-05T14:00:00Z"}]'`
	db := buildLanded(t, world{landed: landed}, "core.survey_responses")
	diff(t, show(t, db.conn, `SELECT response_id, kind, respondent_id, customer_id, score, scale_min, scale_max, responded_on, comment
		FROM core.survey_responses ORDER BY 1`), lines(`
		helpdesk/01A  csat  11  900  4.0  1.0  5.0  2026-01-06  Fast
		helpdesk/01B  csat  12  -    4.0  1.0  5.0  2026-01-05  -
		helpdesk/01C  csat  11  900  1.0  1.0  5.0  2026-01-05  -
		helpdesk/1    csat  11  900  1.0  0.0  1.0  2026-01-04  -`))
}

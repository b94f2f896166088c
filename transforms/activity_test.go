package transforms

import "testing"

func ticketWorld() map[string]string {
	return map[string]string{
		"hubspot_companies": "id domain created_at\n900 acme.test '2024-01-01 17:00:00'",
		"zendesk_organizations": `
			id  external_id  created_at
			1   900          '2024-03-01 17:00:00'`,
		"zendesk_users": `
			id  role      organization_id  email        created_at
			11  end-user  -                a@acme.test  '2024-03-01 17:00:00'
			12  end-user  -                b@gmail.com  '2024-03-01 17:00:00'
			20  agent     -                x@us.test    '2024-03-01 17:00:00'`,
		"zendesk_tickets": `
			id  organization_id  requester_id  submitter_id  status   priority  created_at             updated_at             generated_at           solved_at              reopens  first_reply_minutes  first_reply_minutes_business  full_resolution_minutes_business
			1   1                11            11            closed   high      '2026-01-01 14:00:00'  '2026-01-10 17:00:00'  '2026-01-10 17:00:00'  '2026-01-05 14:00:00'  1        30                   20                            500
			2   -                11            20            pending  -         '2026-01-02 14:00:00'  '2026-01-02 15:00:00'  '2026-01-02 15:00:00'  -                      0        -                    -                             -
			3   -                12            12            solved   urgent    '2026-01-02 14:00:00'  '2026-01-03 14:00:00'  '2026-01-03 14:00:00'  '2026-01-03 14:00:00'  0        90                   90                            480
			4   1                11            11            deleted  -         '2026-01-02 14:00:00'  '2026-01-03 14:00:00'  '2026-01-03 14:00:00'  -                      0        -                    -                             -
			5   1                11            11            new      low       '2026-01-09 04:30:00'  '2026-01-09 04:30:00'  '2026-01-09 04:30:00'  -                      0        -                    -                             -`,
		// Ticket 1: replied after 30 minutes, solved on the 2nd, reopened on the 3rd, solved on the 5th.
		"zendesk_ticket_metric_events": `
			id   ticket_id  metric           instance_id  type        occurred_at
			100  1          resolution_time  1            activate    '2026-01-01 14:00:00'
			101  1          reply_time       1            activate    '2026-01-01 14:00:00'
			102  1          reply_time       1            fulfill     '2026-01-01 14:30:00'
			103  1          resolution_time  1            fulfill     '2026-01-02 14:00:00'
			104  1          resolution_time  2            activate    '2026-01-03 14:00:00'
			105  1          reply_time       2            fulfill     '2026-01-04 14:00:00'
			106  1          resolution_time  2            fulfill     '2026-01-05 14:00:00'
			107  1          agent_work_time  1            activate    '2026-01-01 14:00:00'
			108  4          resolution_time  1            activate    '2026-01-02 14:00:00'`,
	}
}

// TestTicketsAsOf shows one ticket's life day by day: SUP-08, SUP-09.
func TestTicketsAsOf(t *testing.T) {
	t.Parallel()
	query := `SELECT status, solved_on, reopens, first_reply_minutes, first_resolution_minutes, full_resolution_minutes, full_resolution_minutes_business
		FROM core.tickets WHERE ticket_id = '1'`
	for asOf, want := range map[string]string{
		"2026-01-01": "open    -           0  30.0  -       -       -",
		"2026-01-02": "solved  2026-01-02  0  30.0  1440.0  1440.0  -",
		"2026-01-03": "open    -           1  30.0  1440.0  -       -",
		"2026-01-05": "solved  2026-01-05  1  30.0  1440.0  5760.0  -",
		"2026-01-10": "closed  2026-01-05  1  30.0  1440.0  5760.0  500.0",
	} {
		t.Run(asOf, func(t *testing.T) {
			db := buildLanded(t, world{asOf: asOf, landed: ticketWorld()}, "core.tickets")
			diff(t, show(t, db.conn, query), lines(want))
		})
	}
}

func TestTickets(t *testing.T) {
	t.Parallel()
	db := buildLanded(t, world{asOf: "2026-01-10", landed: ticketWorld()}, "core.tickets", "core.ticket_events")
	diff(t, show(t, db.conn, "SELECT ticket_id, customer_id, status, priority, created_on, first_reply_minutes, sla_target_minutes, sla_breached, opened_by_agent FROM core.tickets ORDER BY 1"), lines(`
		1  900  closed   high    2026-01-01  30.0  240.0   false  false
		2  900  pending  -       2026-01-02  -     -       -      true
		3  -    solved   urgent  2026-01-02  90.0  60.0    true   false
		5  900  new      low     2026-01-08  -     1440.0  true   false`))
	diff(t, show(t, db.conn, "SELECT seq, state, public_reply FROM core.ticket_events WHERE ticket_id = '1' ORDER BY seq"), lines(`
		1 new false
		2 - true
		3 solved false
		4 open false
		5 - true
		6 solved false`))
	db = buildLanded(t, world{asOf: "2026-01-08", landed: ticketWorld()}, "core.tickets")
	diff(t, show(t, db.conn, "SELECT ticket_id, sla_breached FROM core.tickets WHERE ticket_id = '5'"), lines("5 false"))
}

func TestSurveys(t *testing.T) {
	t.Parallel()
	landed := ticketWorld()
	landed["typeform_forms"] = `
		id   title             fields
		F1   'Relationship'    '[{"id":"q1","type":"nps"},{"id":"q2","type":"long_text"}]'
		F2   'Two questions'   '[{"id":"s","type":"rating","properties":{"steps":5}},{"id":"e","ref":"effort_score","type":"opinion_scale","properties":{"steps":7,"start_at_one":true}}]'`
	landed["typeform_responses"] = `
		form_id  response_id  response_type  submitted_at           hidden                                      answers
		F1       r1           completed      '2026-01-05 14:00:00'  '{"account_id":"900","email":"A@acme.test"}' '[{"field":{"id":"q1"},"type":"number","number":9},{"field":{"id":"q2"},"type":"text","text":" Good "}]'
		F1       r2           completed      '2026-01-06 04:00:00'  '{"email":"z@ACME.test"}'                   '[{"field":{"id":"q1"},"type":"number","number":11}]'
		F1       r3           completed      '2026-01-06 14:00:00'  '{"ticket_id":"1"}'                         '[{"field":{"id":"q2"},"type":"text","text":"no score"}]'
		F1       r4           partial        '0001-01-01 00:00:00'  '{}'                                        '[]'
		F1       r5           completed      '2026-02-01 14:00:00'  '{"account_id":"900"}'                      '[{"field":{"id":"q1"},"type":"number","number":1}]'
		F2       r1           completed      '2026-01-05 14:00:00'  '{"account_id":"nobody"}'                   '[{"field":{"id":"s"},"type":"number","number":4},{"field":{"id":"e"},"type":"number","number":6}]'`
	landed["zendesk_satisfaction_ratings"] = `
		id  ticket_id  requester_id  score             created_at             comment
		1   1          11            good_with_comment '2026-01-05 14:00:00'  Thanks
		2   3          12            bad               '2026-01-05 14:00:00'  -
		3   3          12            offered           '2026-01-05 14:00:00'  -`
	db := buildLanded(t, world{landed: landed}, "core.survey_responses")
	diff(t, show(t, db.conn, `SELECT response_id, kind, relationship, respondent_id, customer_id, score, scale_min, scale_max, responded_on, comment
		FROM core.survey_responses ORDER BY 1`), lines(`
		F1/r1       nps   true   a@acme.test  900  9.0   0.0  10.0  2026-01-05  Good
		F1/r2       nps   true   z@acme.test  900  11.0  0.0  10.0  2026-01-05  -
		F1/r3       nps   false  F1/r3        -    -     0.0  10.0  2026-01-06  'no score'
		F2/r1/e     ces   true   F2/r1        -    6.0   1.0  7.0   2026-01-05  -
		F2/r1/s     csat  true   F2/r1        -    4.0   1.0  5.0   2026-01-05  -
		helpdesk/1  csat  false  11           900  1.0   0.0  1.0   2026-01-05  Thanks
		helpdesk/2  csat  false  12           -    0.0   0.0  1.0   2026-01-05  -`))
}

// TestUsage: USE-08, a day ends at midnight of the reporting zone.
func TestUsage(t *testing.T) {
	t.Parallel()
	landed := ticketWorld()
	landed["mixpanel_events"] = `
		event  distinct_id     occurred_at            insert_id  account_id  quantity  _load_id  _seq
		Login  u1              '2026-01-05 04:59:59'  i1         900         -         01A       0
		Login  u1              '2026-01-05 05:00:00'  i2         900         3         01A       1
		Login  u1              '2026-01-05 05:00:00'  i2         900         3         01B       0
		Login  u2@acme.test    '2026-01-05 05:00:00'  i2         -           1         01A       2
		Login  u3@nobody.test  '2026-01-05 05:00:00'  i3         X           1         01A       3
		Login  u1              '2026-02-01 05:00:00'  i4         900         1         01A       4`
	db := buildLanded(t, world{landed: landed}, "core.usage_events")
	diff(t, show(t, db.conn, "SELECT customer_id, user_id, day, quantity FROM core.usage_events ORDER BY user_id, day"), lines(`
		900  u1              2026-01-04  1.0
		900  u1              2026-01-05  3.0
		900  u2@acme.test    2026-01-05  1.0
		-    u3@nobody.test  2026-01-05  1.0`))
}

func TestOpportunities(t *testing.T) {
	t.Parallel()
	landed := ticketWorld()
	landed["hubspot_deals"] = `
		id  deal_type         amount  currency  close_date             is_closed  is_won  probability  stage      company_ids    created_at
		1   newbusiness       100     eur       '2026-01-05 14:00:00'  true       true    1            closedwon  '["8","900"]'  '2025-12-01 14:00:00'
		2   renewal           200     -         '2026-02-05 14:00:00'  true       false   0            closedlost '["900"]'      '2025-12-01 14:00:00'
		3   existingbusiness  300     usd       '2026-03-05 14:00:00'  false      false   0.4          qualified  -              '2025-12-01 14:00:00'
		4   renewal           300     usd       -                      false      false   0.4          qualified  -              '2026-02-01 14:00:00'`
	db := buildLanded(t, world{landed: landed}, "core.opportunities")
	diff(t, show(t, db.conn, "SELECT opportunity_id, customer_id, kind, amount, currency, probability, stage, close_date, is_closed, is_won FROM core.opportunities ORDER BY 1"), lines(`
		1  900  new        100.000000  EUR  1.0  closedwon  2026-01-05  true   true
		2  900  renewal    200.000000  USD  -    open       2026-02-05  false  false
		3  -    expansion  300.000000  USD  0.4  qualified  2026-03-05  false  false`))
}

func TestInvoicesAsOf(t *testing.T) {
	t.Parallel()
	b := &billing{}
	b.customer("cus_A", "", "")
	b.invoice(t, inv{at: "2026-01-02", due: "2026-02-01", paid: "2026-01-20", lines: []line{{amount: 10000}}})
	b.invoice(t, inv{at: "2026-01-03", uncollectible: "2026-01-12", lines: []line{{amount: 20000}}})
	b.invoice(t, inv{at: "2026-01-30", paid: "2026-01-30", lines: []line{{amount: 20000}}})
	for asOf, want := range map[string]string{
		"2026-01-10": "in_1 open 2026-02-01 - 100.000000\nin_2 open 2026-01-03 - 200.000000",
		"2026-01-25": "in_1 paid 2026-02-01 2026-01-20 0.000000\nin_2 uncollectible 2026-01-03 - 200.000000",
	} {
		db := buildLanded(t, world{asOf: asOf, landed: b.tables()}, "core.invoices")
		diff(t, show(t, db.conn, "SELECT invoice_id, status, due_on, paid_on, open_amount FROM core.invoices ORDER BY 1"), lines(want))
	}
}

func TestMonthsAndRates(t *testing.T) {
	t.Parallel()
	b := &billing{}
	b.customer("cus_A", "", "")
	sold(10000, "month", 1, 1)(t, b)
	landed := b.tables()
	landed["files_exchange_rates"] = `
		currency  month       rate
		eur       2026-01-31  1.1
		EUR       2026-02-01  1.2
		EUR       2026-04-01  9
		usd       2026-01-01  5`
	db := buildLanded(t, world{asOf: "2026-03-10", landed: landed}, "core.months", "core.exchange_rates")
	diff(t, show(t, db.conn, "SELECT * FROM core.months ORDER BY 1"), lines(`
		2026-01-01 2026-01-31 true
		2026-02-01 2026-02-28 true
		2026-03-01 2026-03-10 false`))
	diff(t, show(t, db.conn, "SELECT * FROM core.exchange_rates ORDER BY 1, 2"), lines(`
		EUR 2026-01-01 1.10000000
		EUR 2026-02-01 1.20000000
		EUR 2026-03-01 1.20000000
		USD 2026-01-01 1.00000000
		USD 2026-02-01 1.00000000
		USD 2026-03-01 1.00000000`))
}

// TestPlansOfFiles: the plan of a file row is cut like Stripe's.
func TestPlansOfFiles(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, asOf, row, want string }{
		{"plain", "", "s1 A 100 - month - - - - 2026-01-01 - - - -", "2026-01-01 - 100.000000 paid -"},
		{"MRR-02", "", "s1 A 500 4 year - - - - 2026-01-01 - - - -", "2026-01-01 - 166.666667 paid -"},
		{"MRR-10", "", "s1 A 100 - month 20 - 2026-04-01 - 2026-01-01 - - - -", "2026-01-01 2026-04-01 80.000000 paid change\n2026-04-01 - 100.000000 paid -"},
		{"MRR-14", "", "s1 A 100 - month - - - 2026-03-15 2026-03-01 - - - -", "2026-03-01 2026-03-15 0.000000 trial change\n2026-03-15 - 100.000000 paid -"},
		{"MRR-15", "", "s1 A 100 - month - - - - 2026-01-10 - - - 2026-04-10", "2026-01-10 2026-05-10 100.000000 paid past_due\n2026-05-10 - 0.000000 past_due -"},
		{"MRR-16", "", "s1 A 100 - month - - - - 2026-05-01 - 2026-06-01 2026-07-15 -", "2026-05-01 2026-06-01 100.000000 paid pause\n2026-06-01 2026-07-15 0.000000 paused change\n2026-07-15 - 100.000000 paid -"},
		{"MRR-18", "", "s1 A 1200 - year - - - - 2026-01-01 2026-04-20 - - -", "2026-01-01 2026-04-20 100.000000 paid voluntary"},
		{"the end is not known yet", "2026-04-19", "s1 A 1200 - year - - - - 2026-01-01 2026-04-20 - - -", "2026-01-01 - 100.000000 paid -"},
		{"MRR-23", "", "s1 A 100 - month - 120 - - 2026-01-01 - - - -", "2026-01-01 - 0.000000 free -"},
	} {
		t.Run(c.name, func(t *testing.T) {
			landed := map[string]string{"files_subscriptions": "subscription_id customer_id unit_amount quantity billing_interval discount_percent discount_amount " +
				"discount_end trial_end started_at ended_at paused_from paused_to past_due_since\n" + c.row}
			db := buildLanded(t, world{asOf: orDefault(c.asOf, "2026-12-31"), landed: landed}, "core.subscription_periods")
			diff(t, show(t, db.conn, "SELECT start_date, end_date, mrr, kind, end_reason FROM core.subscription_periods ORDER BY 1"), lines(c.want))
		})
	}
}

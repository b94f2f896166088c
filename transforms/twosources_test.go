package transforms

import "testing"

// TestTwoHelpdesksMayNumberAlike: both have a ticket 1. Zendesk's was solved at
// 15:00 and reopened, Freshdesk's is another one, not answered yet.
func TestTwoHelpdesksMayNumberAlike(t *testing.T) {
	db := buildLanded(t, world{landed: map[string]string{
		"zendesk_tickets": `
		id  requester_id  status  created_at             updated_at
		1   11            open    '2026-01-05 14:00:00'  '2026-01-05 16:00:00'
		2   11            solved  '2026-01-05 14:00:00'  '2026-01-05 15:00:00'`,
		"zendesk_tickets@second": `
		id  requester_id  status  created_at             updated_at
		1   11            new     '2026-01-06 14:00:00'  '2026-01-06 14:00:00'`,
		"zendesk_ticket_metric_events": `
		id  ticket_id  metric           instance_id  type      occurred_at
		5   1          resolution_time  1            activate  '2026-01-05 14:00:00'
		6   1          resolution_time  1            fulfill   '2026-01-05 15:00:00'
		7   1          resolution_time  2            activate  '2026-01-05 16:00:00'
		8   9          resolution_time  1            activate  '2026-01-05 16:00:00'`,
		"zendesk_ticket_metric_events@second": `
		id  ticket_id  metric           instance_id  type      occurred_at
		5   1          resolution_time  1            activate  '2026-01-06 14:00:00'`,
		"freshdesk_tickets": `
		id  requester_id  status  priority  created_at             updated_at
		1   11            2       1         '2026-01-07 14:00:00'  '2026-01-07 14:00:00'
		3   11            2       1         '2026-01-07 14:00:00'  '2026-01-07 14:00:00'`,
	}}, "core.tickets", "core.ticket_events")
	diff(t, show(t, db.conn, "SELECT ticket_id, source, status, created_on, reopens FROM core.tickets ORDER BY 1"), lines(`
		2            helpdesk   solved  2026-01-05  0
		3            freshdesk  new     2026-01-07  0
		freshdesk/1  freshdesk  new     2026-01-07  0
		helpdesk/1   helpdesk   open    2026-01-05  1
		second/1     second     new     2026-01-06  0`))
	diff(t, show(t, db.conn, "SELECT ticket_id, seq, state FROM core.ticket_events ORDER BY 1, 2"), lines(`
		helpdesk/1  1  new
		helpdesk/1  2  solved
		helpdesk/1  3  open
		second/1    1  new`))
}

// TestOtherIdsMayBeAlikeToo: contacts, deals and invoices of two accounts of one vendor.
func TestOtherIdsMayBeAlikeToo(t *testing.T) {
	db := buildLanded(t, world{landed: map[string]string{
		"hubspot_contacts":         "id email\n1 a@x.test\n2 b@x.test",
		"hubspot_contacts@second":  "id email\n1 c@x.test",
		"hubspot_deals":            "id name amount\n1 One 10",
		"hubspot_deals@second":     "id name amount\n1 Other 20",
		"chargebee_invoices":       "id status currency total issued_at\n1 paid USD 100 '2026-01-05 14:00:00'",
		"chargebee_invoices@spain": "id status currency total issued_at\n1 payment_due EUR 200 '2026-01-05 14:00:00'",
	}}, "core.contacts", "core.opportunities", "core.invoices")
	diff(t, show(t, db.conn, "SELECT contact_id, email FROM core.contacts ORDER BY 1"), lines(`
		2         b@x.test
		crm/1     a@x.test
		second/1  c@x.test`))
	diff(t, show(t, db.conn, "SELECT opportunity_id, name FROM core.opportunities ORDER BY 1"), lines(`
		crm/1     One
		second/1  Other`))
	diff(t, show(t, db.conn, "SELECT invoice_id, amount, status FROM core.invoices ORDER BY 1"), lines(`
		chargebee/1  1.000000  paid
		spain/1      2.000000  open`))
}

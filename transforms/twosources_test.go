package transforms

import "testing"

// TestTwoHelpdesksMayNumberAlike: both have a ticket 1. Zendesk's was solved at
// 15:00 and reopened, Freshdesk's is another one, not answered yet.
func TestTwoHelpdesksMayNumberAlike(t *testing.T) {
	t.Parallel()
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
	t.Parallel()
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

// twoCRMs are two portals. 900 of both is another company; 700 and 70 are one by
// their domain, and the older one does not know everything; 50 took over 900 of
// its own portal's numbers long ago.
func twoCRMs() map[string]string {
	return map[string]string{
		"hubspot_companies": `
			id   name    domain       created_at            owner_id  attributes          merged_ids
			900  Acme    acme.test    '2024-03-01 17:00:00' 7         '{"plan":"Growth"}' -
			700  Both    both.test    '2024-02-01 17:00:00' -         '{"plan":"Pro"}'    -
			600  Plain   plain.test   '2024-02-01 17:00:00' -         -                   -`,
		"hubspot_companies@second": `
			id   name    domain       created_at            owner_id  attributes                        merged_ids
			900  Zeta    zeta.test    '2023-03-01 17:00:00' 7         -                                 -
			70   'Both!' both.test    '2024-05-01 17:00:00' 7         '{"plan":"Old","region":"EMEA"}'  -
			80   Late    late.test    '2024-05-01 17:00:00' -         -                                 600`,
		"hubspot_owners":        "id first_name last_name email\n7 Kim Young kim@us.test",
		"hubspot_owners@second": "id first_name last_name email\n7 Lee Old lee@us.test",
	}
}

func TestACompanyInTwoCRMsIsOneCustomer(t *testing.T) {
	t.Parallel()
	db := buildLanded(t, world{landed: twoCRMs()}, "core.customers", "core.identity")
	diff(t, show(t, db.conn, "SELECT source, source_id, customer_id, method FROM core.identity ORDER BY customer_id, source, source_id"), lines(`
		crm     700  700         self
		second  70   700         domain
		second  600  80          merged
		second  80   80          self
		crm     600  crm/600     self
		crm     900  crm/900     self
		second  900  second/900  self`))
	diff(t, show(t, db.conn, "SELECT customer_id, name, owner, owner_email, created_on, attributes FROM core.customers WHERE customer_id IN ('700', 'crm/900') ORDER BY 1"), lines(`
		700      Both  'Lee Old'    lee@us.test  2024-02-01  '{"plan":"Pro","region":"EMEA"}'
		crm/900  Acme  'Kim Young'  kim@us.test  2024-03-01  '{"plan":"Growth"}'`))
}

// TestAnIdOfTwoCustomersNamesNeither: what bears it is matched by other means.
func TestAnIdOfTwoCustomersNamesNeither(t *testing.T) {
	t.Parallel()
	landed := twoCRMs()
	landed["stripe_customers"] = `
		id       email           metadata             created_at
		cus_id   pay@zeta.test   '{"crm_id":"900"}'   '2024-03-01 17:00:00'
		cus_none pay@no.test     '{"crm_id":"900"}'   '2024-03-01 17:00:00'
		cus_one  pay@acme.test   '{"crm_id":"70"}'    '2024-03-01 17:00:00'`
	landed["zendesk_organizations"] = `
		id  external_id  domain_names       created_at
		1   900          '["acme.test"]'    '2024-03-01 17:00:00'
		2   900          -                  '2024-03-01 17:00:00'
		3   crm/900      -                  '2024-03-01 17:00:00'`
	landed["files_identity"] = "source source_id customer_id\nbilling cus_none crm/900"
	landed["files_goals"] = "goal_id customer_id\ng1 900\ng2 crm/900\ng3 zeta.test"
	db := buildLanded(t, world{landed: landed}, "core.identity", "core.goals")
	diff(t, show(t, db.conn, "SELECT kind, source_id, customer_id, method FROM core.identity WHERE kind <> 'company' ORDER BY 1, 2"), lines(`
		billing_customer  cus_id    second/900  email_domain
		billing_customer  cus_none  crm/900     mapping
		billing_customer  cus_one   700         external_id
		organization      1         crm/900     domain
		organization      2         -           -
		organization      3         crm/900     external_id`))
	diff(t, show(t, db.conn, "SELECT goal_id, customer_id FROM core.goals ORDER BY 1"), lines(`
		g1 -
		g2 crm/900
		g3 second/900`))
}

// TestABillingCustomerIsNobodyElseByItsNumber: billing's ids are its own, though
// a company or another billing site may have the same.
func TestABillingCustomerIsNobodyElseByItsNumber(t *testing.T) {
	t.Parallel()
	landed := map[string]string{
		"hubspot_companies":         "id name domain created_at\n900 Acme acme.test '2024-03-01 17:00:00'",
		"chargebee_customers":       "id email created_at\n900 a@one.test '2024-03-01 17:00:00'\n5 a@two.test '2024-03-01 17:00:00'\n6 a@six.test '2024-03-01 17:00:00'",
		"chargebee_customers@spain": "id email created_at\n5 a@three.test '2024-03-01 17:00:00'\n7 a@acme.test '2024-03-01 17:00:00'",
	}
	db := buildLanded(t, world{landed: landed}, "core.identity", "core.customers")
	diff(t, show(t, db.conn, "SELECT source, source_id, customer_id, method FROM core.identity WHERE kind = 'billing_customer' ORDER BY 1, 2"), lines(`
		chargebee  5    chargebee/5    self
		chargebee  6    6              self
		chargebee  900  chargebee/900  self
		spain      5    spain/5        self
		spain      7    900            email_domain`))
}

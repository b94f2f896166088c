package transforms

import "testing"

// salesforceWorld has one record of each oddity a Salesforce organization has.
func salesforceWorld() world {
	return world{landed: map[string]string{
		"salesforce_accounts": `
			id                  name           website                    type                 owner_id            parent_id           created_at            updated_at            attributes                             _deleted
			001D000000IRFmaIAH  'Acme GmbH'    https://www.Acme.test/de   'Customer - Direct'  005D000000000aAAAQ  -                   '2024-03-01 17:00:00' '2025-06-10 03:00:00' '{"plan":"Growth","seats":25.0}'       false
			001D000000IRFmbIAH  'Acme (form)'  acme.test                  -                    005D000000000zZZZZ  -                   '2024-05-01 17:00:00' '2024-05-01 17:00:00' '{"region":"EMEA","plan":"Starter"}'   false
			001D000000IRFmcIAH  Beta           http://beta.test           Prospect             -                   001D000000IRFmaIAH  '2024-02-01 17:00:00' '2026-01-10 17:00:00' '{"plan":"Enterprise","tier":"B"}'     false
			001D000000IRFmdIAH  'Gone'         gone.test                  -                    -                   -                   '2024-02-01 17:00:00' '2025-02-01 17:00:00' '{}'                                   true
			001D000000IRFmeIAH  'One man'      www.gmail.com              -                    -                   -                   '2024-02-01 17:00:00' '2024-02-01 17:00:00' -                                      false
			001D000000IRFmfIAH  'Not yet'      later.test                 -                    -                   -                   '2026-02-01 17:00:00' '2026-02-01 17:00:00' '{}'                                   false`,
		// B was swallowed by A, which was swallowed by Beta; A is known to billing.
		"salesforce_account_merges": `
			id                  master_id           merged_at
			001D000000IRFmAIAX  001D000000IRFmcIAH  '2025-03-01 17:00:00'
			001D000000IRFmBIAX  001D000000IRFmAIAX  '2025-02-01 17:00:00'`,
		"salesforce_users": `
			id                  first_name  last_name  email        is_active
			005D000000000aAAAQ  Kim         Young      kim@us.test  false`,
		"salesforce_contacts": `
			id                  account_id          email        first_name  last_name  job_title  created_at
			003D000000000001AA  001D000000IRFmaIAH  A@Acme.test  -           Jones      CFO        '2024-03-01 17:00:00'
			003D000000000002AA  -                   -            Al          Smith      -          '2024-03-01 17:00:00'`,
		"salesforce_opportunities": `
			id    account_id          name     amount  currency  stage          probability  close_date  is_closed  is_won  type                          record_type             created_at
			0061  001D000000IRFmaIAH  One      1000    EUR       Prospecting    20           2026-03-01  false      false   'New Business'                -                       '2025-12-01 17:00:00'
			0062  001D000000IRFmaIAH  Two      -       -         'Closed Won'   100          2026-01-15  true       true    'Existing Business'           Renewal                 '2025-12-01 17:00:00'
			0063  001D000000IRFmbIAH  Three    30.5    -         'Closed Lost'  0            2026-02-15  true       false   'Existing Customer - Upgrade' 'Standard Opportunity'  '2025-12-01 17:00:00'
			0064  -                   Four     40      -         Negotiation    90           2026-03-01  false      false   Upsell                        -                       '2025-12-01 17:00:00'
			0065  001D000000IRFmcIAH  Five     50      -         Negotiation    90           2026-03-01  false      false   -                             -                       '2025-12-01 17:00:00'
			0066  001D000000IRFmcIAH  Six      60      -         Negotiation    -            2026-03-01  false      false   'New Customer'                'Contract Renewals'     '2025-12-01 17:00:00'`,
		"salesforce_account_history": `
			id    account_id          field      old_value  new_value   changed_at             attributes
			0171  001D000000IRFmaIAH  created    -          -           '2024-03-01 17:00:00'  '[]'
			0172  001D000000IRFmaIAH  Plan__c    Free       Starter     '2025-01-15 17:00:00'  '["plan"]'
			0173  001D000000IRFmaIAH  Plan__c    Starter    Pro         '2025-06-10 02:59:00'  '["plan"]'
			0174  001D000000IRFmaIAH  Plan__c    Pro        Growth      '2025-06-10 03:00:00'  '["plan"]'
			0175  001D000000IRFmaIAH  Seats__c   10         25          '2025-02-01 17:00:00'  '["seats"]'
			0176  001D000000IRFmcIAH  Plan__c    -          Growth      '2025-02-01 17:00:00'  '["plan"]'
			0177  001D000000IRFmcIAH  Notes__c   -          -           '2025-02-01 17:00:00'  '["tier"]'
			0178  001D000000IRFmaIAH  Plan__c    Growth     -           '2026-03-01 17:00:00'  '["plan"]'`,
		// Billing keeps short ids, one of a record that was swallowed.
		"stripe_customers": `
			id         name    email               metadata                           created_at
			cus_short  Acme    pay@elsewhere.test  '{"crm_id":"001D000000IRFmb"}'     '2024-03-01 17:00:00'
			cus_long   Acme    pay@elsewhere.test  '{"crm_id":"001D000000IRFmaIAH"}'  '2024-03-01 17:00:00'
			cus_gone   Beta    pay@elsewhere.test  '{"crm_id":"001D000000IRFmB"}'     '2024-03-01 17:00:00'
			cus_none   Other   pay@elsewhere.test  '{"crm_id":"001D000000IRFmZ"}'     '2024-03-01 17:00:00'`,
		"zendesk_organizations": `
			id  external_id      domain_names  created_at
			1   001D000000IRFma  -             '2024-03-01 17:00:00'`,
	}}
}

func TestSalesforceCompanies(t *testing.T) {
	t.Parallel()
	db := buildLanded(t, salesforceWorld(), "core.customers", "core.identity", "core.contacts")
	diff(t, show(t, db.conn, "SELECT customer_id, name, domain, parent_id, owner, lifecycle_stage FROM core.customers WHERE source = 'salesforce' ORDER BY customer_id"), lines(`
		001D000000IRFmaIAH  'Acme GmbH'  acme.test  -                   'Kim Young'  'Customer - Direct'
		001D000000IRFmcIAH  Beta         beta.test  001D000000IRFmaIAH  -            Prospect
		001D000000IRFmeIAH  'One man'    -          -                   -            -`))
	diff(t, show(t, db.conn, "SELECT source_id, customer_id, method FROM core.identity WHERE source = 'salesforce' ORDER BY source_id"), lines(`
		001D000000IRFmAIAX  001D000000IRFmcIAH  merged
		001D000000IRFmBIAX  001D000000IRFmcIAH  merged
		001D000000IRFmaIAH  001D000000IRFmaIAH  self
		001D000000IRFmbIAH  001D000000IRFmaIAH  domain
		001D000000IRFmcIAH  001D000000IRFmcIAH  self
		001D000000IRFmeIAH  001D000000IRFmeIAH  self`))
	diff(t, show(t, db.conn, "SELECT source_id, customer_id, method FROM core.identity WHERE kind IN ('billing_customer', 'organization') ORDER BY source_id"), lines(`
		1          001D000000IRFmaIAH  external_id
		cus_gone   001D000000IRFmcIAH  external_id
		cus_long   001D000000IRFmaIAH  external_id
		cus_none   cus_none            self
		cus_short  001D000000IRFmaIAH  external_id`))
	diff(t, show(t, db.conn, "SELECT contact_id, customer_id, name, email, job_title FROM core.contacts ORDER BY contact_id"), lines(`
		003D000000000001AA  001D000000IRFmaIAH  Jones       a@acme.test  CFO
		003D000000000002AA  -                   'Al Smith'  -            -`))
}

func TestSalesforceDeals(t *testing.T) {
	t.Parallel()
	db := buildLanded(t, salesforceWorld(), "core.opportunities")
	diff(t, show(t, db.conn, "SELECT opportunity_id, customer_id, kind, amount, currency, probability, stage, close_date, is_closed, is_won FROM core.opportunities ORDER BY 1"), lines(`
		0061  001D000000IRFmaIAH  new        1000.000000  EUR  0.2  Prospecting   2026-03-01  false  false
		0062  001D000000IRFmaIAH  renewal    -            USD  1.0  'Closed Won'  2026-01-15  true   true
		0063  001D000000IRFmaIAH  expansion  30.500000    USD  -    open          2026-02-15  false  false
		0064  -                   expansion  40.000000    USD  0.9  Negotiation   2026-03-01  false  false
		0065  001D000000IRFmcIAH  new        50.000000    USD  0.9  Negotiation   2026-03-01  false  false
		0066  001D000000IRFmcIAH  renewal    60.000000    USD  -    Negotiation   2026-03-01  false  false`))
}

// TestSalesforceAttributes: days are New York's, two changes of one day leave the
// last, a change after the as-of day is not known, and what history does not
// tell is today's value.
func TestSalesforceAttributes(t *testing.T) {
	t.Parallel()
	db := buildLanded(t, salesforceWorld(), "staging.crm_attribute_history")
	diff(t, show(t, db.conn, "SELECT company_id, attribute, changed_on, value FROM staging.crm_attribute_history ORDER BY ALL"), lines(`
		001D000000IRFmaIAH  plan    2024-03-01  Free
		001D000000IRFmaIAH  plan    2025-01-15  Starter
		001D000000IRFmaIAH  plan    2025-06-09  Growth
		001D000000IRFmaIAH  seats   2024-03-01  10
		001D000000IRFmaIAH  seats   2025-02-01  25
		001D000000IRFmbIAH  plan    2024-05-01  Starter
		001D000000IRFmbIAH  region  2024-05-01  EMEA
		001D000000IRFmcIAH  plan    2025-02-01  Growth
		001D000000IRFmcIAH  plan    2026-01-10  Enterprise
		001D000000IRFmcIAH  tier    2024-02-01  B`))
}

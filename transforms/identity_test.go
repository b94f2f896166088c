package transforms

import "testing"

// crmWorld has one record of each oddity that decides who is who.
func crmWorld() map[string]string {
	return map[string]string{
		"hubspot_companies": `
			id   name            domain               merged_ids  created_at            parent_id  owner_id  attributes                     attribute_history
			900  'Acme GmbH'     acme.test            -           '2024-03-01 17:00:00' -          7         '{"plan":"Growth"}'            '{"plan":[{"value":"Growth","timestamp":"2025-06-10T03:00:00Z"},{"value":"Starter","timestamp":"2025-01-15T17:00:00.123Z"}]}'
			1000 'Acme (form)'   https://www.ACME.test/de -       '2024-05-01 17:00:00' -          -         '{"plan":"","region":"EMEA"}'  '{"plan":[]}'
			300  Beta            beta.test            '301;302'   '2024-02-01 17:00:00' 900        7         '{"plan":"Growth"}'            -
			301  'Beta old'      beta-old.test        -           '2023-01-01 17:00:00' -          -         -                              -
			400  'Chain C'       -                    401         '2024-02-01 17:00:00' -          -         -                              -
			401  'Chain B'       -                    402         '2024-02-02 17:00:00' -          -         -                              -
			402  'Chain A'       chain.test           -           '2024-02-03 17:00:00' -          -         -                              -
			500  'One man'       gmail.com            -           '2024-02-01 17:00:00' -          -         -                              -
			501  'Another man'   gmail.com            -           '2024-02-01 17:00:00' -          -         -                              -
			600  'Not yet'       later.test           -           '2026-02-01 17:00:00' -          -         -                              -`,
		"hubspot_owners": `
			id  first_name  last_name  email
			7   Kim         Young      kim@us.test`,
		"stripe_customers": `
			id         name       email                metadata             created_at
			cus_id     Acme       pay@elsewhere.test   '{"crm_id":"1000"}'  '2024-03-01 17:00:00'
			cus_merged Beta       -                    '{"crm_id":"302"}'   '2024-03-01 17:00:00'
			cus_dom    'Acme Two' finance@Acme.Test    '{}'                 '2024-03-01 17:00:00'
			cus_free   'One man'  one.man@gmail.com    '{}'                 '2024-03-01 17:00:00'
			cus_map    Mapped     x@unknown.test       -                    '2024-03-01 17:00:00'
			cus_self   Lonely     pay@lonely.test      -                    '2024-03-01 17:00:00'`,
		"files_identity": `
			source   source_id  customer_id
			billing  cus_map    chain.test`,
		"zendesk_organizations": `
			id  external_id  domain_names                    created_at
			1   301          -                               '2024-03-01 17:00:00'
			2   -            '["nowhere.test","acme.test"]'  '2024-03-01 17:00:00'
			3   -            '["lonely.test"]'               '2024-03-01 17:00:00'
			4   -            '["gmail.com"]'                 '2024-03-01 17:00:00'`,
		"zendesk_users": `
			id  role      organization_id  email             created_at
			11  end-user  1                a@gmail.com       '2024-03-01 17:00:00'
			12  end-user  -                b@acme.test       '2024-03-01 17:00:00'
			13  end-user  4                c@outlook.com     '2024-03-01 17:00:00'
			14  agent     -                d@acme.test       '2024-03-01 17:00:00'`,
	}
}

func TestIdentity(t *testing.T) {
	t.Parallel()
	db := buildLanded(t, world{landed: crmWorld()}, "core.identity")
	// 301 is older than 300, which took it over, and still there: it is the anchor.
	// 400 took 401 over, and 401 took 402: all three are one.
	diff(t, show(t, db.conn, "SELECT source, source_id, customer_id, method FROM core.identity WHERE kind = 'company' ORDER BY customer_id, source_id"), lines(`
		crm  300   301  merged
		crm  301   301  self
		crm  302   301  merged
		crm  400   400  self
		crm  401   400  merged
		crm  402   400  merged
		crm  500   500  self
		crm  501   501  self
		crm  1000  900  domain
		crm  900   900  self`))
}

func TestIdentityOfOtherSystems(t *testing.T) {
	t.Parallel()
	db := buildLanded(t, world{landed: crmWorld()}, "core.identity")
	diff(t, show(t, db.conn, "SELECT kind, source_id, customer_id, method FROM core.identity WHERE kind <> 'company' ORDER BY kind, source_id"), lines(`
		billing_customer  cus_dom     900       email_domain
		billing_customer  cus_free    cus_free  self
		billing_customer  cus_id      900       external_id
		billing_customer  cus_map     400       mapping
		billing_customer  cus_merged  301       external_id
		billing_customer  cus_self    cus_self  self
		organization      1           301       external_id
		organization      2           900       domain
		organization      3           cus_self  domain
		organization      4           -         -
		user              11          301       external_id
		user              12          900       email_domain
		user              13          -         -`))
}

// TestCustomers: what the anchor does not know, the next record of the customer tells.
func TestCustomers(t *testing.T) {
	t.Parallel()
	db := buildLanded(t, world{landed: crmWorld()}, "core.customers", "core.account_links")
	diff(t, show(t, db.conn, "SELECT customer_id, name, domain, parent_id, owner, owner_email, created_on, source FROM core.customers WHERE customer_id IN ('900', '301', 'cus_self') ORDER BY 1"), lines(`
		301       'Beta old'   beta-old.test  900  'Kim Young'  kim@us.test  2023-01-01  crm
		900       'Acme GmbH'  acme.test      -  'Kim Young'  kim@us.test  2024-03-01  crm
		cus_self  Lonely       lonely.test    -  -            -            2024-03-01  billing`))
	diff(t, show(t, db.conn, "SELECT from_id, to_id, kind FROM core.account_links ORDER BY ALL"), lines(`
		300  301  merge
		301  900  parent
		302  301  merge
		401  400  merge
		402  400  merge`))
}

// TestAttributes: the history of the record that knows the attribute, by local
// day, cut at the as-of day.
func TestAttributes(t *testing.T) {
	t.Parallel()
	query := "SELECT customer_id, attribute, value, valid_from, valid_to FROM core.customer_attributes WHERE customer_id = '900' ORDER BY ALL"
	db := buildLanded(t, world{landed: crmWorld()}, "core.segments")
	diff(t, show(t, db.conn, query), lines(`
		900  plan    Growth   2025-06-09  -
		900  plan    Starter  2025-01-15  2025-06-09
		900  region  EMEA     2024-05-01  -`))
	diff(t, show(t, db.conn, "SELECT attributes FROM core.customers WHERE customer_id = '900'"), []string{`{"plan":"Growth","region":"EMEA"}`})
	diff(t, show(t, db.conn, "SELECT dimension, segment, valid_from, valid_to FROM core.segments WHERE customer_id IN ('900', '500') ORDER BY customer_id, valid_from"), lines(`
		plan  (none)   1900-01-01  -
		plan  (none)   1900-01-01  2025-01-15
		plan  Starter  2025-01-15  2025-06-09
		plan  Growth   2025-06-09  -`))

	db = buildLanded(t, world{asOf: "2025-06-08", landed: crmWorld()}, "core.segments")
	diff(t, show(t, db.conn, query), lines(`
		900  plan    Starter  2025-01-15  -
		900  region  EMEA     2024-05-01  -`))
}

func TestSegmentExpression(t *testing.T) {
	t.Parallel()
	db := buildLanded(t, world{landed: crmWorld(), settings: func(s *Settings) {
		s.Segments = []Segment{{Name: "reach", Expression: "CASE WHEN domain LIKE '%.test' THEN 'known' END"}}
	}}, "core.segments")
	diff(t, show(t, db.conn, "SELECT customer_id, dimension, segment FROM core.segments WHERE customer_id IN ('500', '900') ORDER BY 1"), lines(`
		500  reach  (none)
		900  reach  known`))
}

// TestTeamFilesNameCustomersFreely: canonical id, any source's id, or a domain.
func TestTeamFilesNameCustomersFreely(t *testing.T) {
	t.Parallel()
	landed := crmWorld()
	landed["files_goals"] = `
		goal_id  customer_id
		g1       900
		g2       1000
		g3       cus_id
		g4       acme.test
		g5       nobody`
	landed["files_customers"] = `
		customer_id  name     domain      created_on  _extra
		1000         -        -           -           '{"tier":"gold","plan":"ignored"}'
		K1           'File 1' file.test   2025-02-01  '{"plan":"Growth"}'
		K2           'File 2' chain.test  2025-02-01  -`
	db := buildLanded(t, world{landed: landed}, "core.goals", "core.customers")
	diff(t, show(t, db.conn, "SELECT goal_id, customer_id FROM core.goals ORDER BY 1"), lines(`
		g1 900
		g2 900
		g3 900
		g4 900
		g5 -`))
	diff(t, show(t, db.conn, "SELECT source_id, customer_id, method FROM core.identity WHERE source = 'team' ORDER BY 1"), lines(`
		1000 900 external_id
		K1   K1  self
		K2   400 domain`))
	diff(t, show(t, db.conn, "SELECT name, attributes FROM core.customers WHERE customer_id IN ('900', 'K1') ORDER BY customer_id"), lines(`
		'Acme GmbH' '{"plan":"Growth","region":"EMEA","tier":"gold"}'
		'File 1'    '{"plan":"Growth"}'`))
}

// TestDeletedBillingCustomerKeepsItsMoney: a tombstone hides the customer, not
// whose subscription it was.
func TestDeletedBillingCustomerKeepsItsMoney(t *testing.T) {
	t.Parallel()
	b := &billing{}
	sold(10000, "month", 1, 1)(t, b)
	landed := b.tables()
	landed["hubspot_companies"] = "id domain created_at\n900 acme.test '2024-01-01 17:00:00'"
	landed["stripe_customers"] = `
		id     metadata            created_at             _load_id  _seq  _deleted
		cus_A  '{"crm_id":"900"}'  '2024-01-01 17:00:00'  L1        0     false
		cus_A  -                   -                      L2        0     true
		cus_B  '{}'                '2024-01-01 17:00:00'  L1        1     false
		cus_B  -                   -                      L2        1     true`
	db := buildLanded(t, world{landed: landed}, "core.subscription_periods", "core.identity")
	diff(t, show(t, db.conn, "SELECT customer_id, mrr FROM core.subscription_periods"), []string{"900  100.000000"})
	diff(t, show(t, db.conn, "SELECT source_id, customer_id FROM core.identity WHERE kind = 'billing_customer'"), []string{"cus_A  900"})
}

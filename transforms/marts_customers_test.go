package transforms

import "testing"

func TestCustomersAsTheyStand(t *testing.T) {
	t.Parallel()
	s := portfolio(t, "2025-06-01", "2026-01-31", "A Pro\nB Pro\nC Pro\nD Pro", `
		A.1 2025-06-01 2025-08-01  50 USD
		A.2 2025-10-01 -          100 USD
		A.3 2025-10-01 -           20 EUR
		B   2025-06-01 2026-01-31 100 USD
		D   2025-06-01 -           10 GBP`, "EUR 2026-01-01 1.25")
	seats(s, 5)
	s.tables["core.customers"] = `
		customer_id name     domain   owner  owner_email    lifecycle_stage created_on attributes
		A           'Acme'   acme.io  Kim    kim@nw.example customer        2025-05-01 {"plan":"Pro"}
		B           'Beta'   -        -      -              -               -          -
		C           'Cosmo'  -        -      -              lead            2026-01-02 -
		D           'Delta'  -        -      -              -               -          -`
	db := buildFrom(t, s, "marts.customers")
	diff(t, show(t, db, "SELECT customer_id, csm_email, mrr, arr, paying, first_paid_on, seats FROM marts.customers ORDER BY 1"), lines(`
		A kim@nw.example 125.000000 1500.000000 true  2025-06-01 10
		B -                0.000000    0.000000 false 2025-06-01 -
		C -                0.000000    0.000000 false -          -
		D -                       -           - true  2025-06-01 5`))
	diff(t, show(t, db, "SELECT name, domain, owner, lifecycle_stage, created_on, attributes FROM marts.customers WHERE customer_id = 'A'"), lines(
		`Acme acme.io Kim customer 2025-05-01 {"plan":"Pro"}`))
}

func TestWhatCustomersSaid(t *testing.T) {
	t.Parallel()
	db := buildFrom(t, seed{settings: onlyPlan, tables: map[string]string{
		"core.customers": "customer_id\nA",
		"core.survey_responses": `
			response_id kind relationship customer_id score scale_min scale_max responded_at          responded_on comment
			n1          nps  true         A           9     0         10        '2026-01-10 12:00:00' 2026-01-10   'Love it'
			n2          nps  true         A           7     0         10        '2026-01-10 12:00:00' 2026-01-10   -
			n3          nps  true         A           6     0         10        '2026-01-10 12:00:00' 2026-01-10   -
			n4          nps  true         A           11    0         10        '2026-01-10 12:00:00' 2026-01-10   -
			n5          nps  true         -           9     0         10        '2026-01-10 12:00:00' 2026-01-10   -
			c1          csat false        A           1     0         1         '2026-01-11 12:00:00' 2026-01-11   -
			c2          csat false        A           3     1         5         '2026-01-11 12:00:00' 2026-01-11   -
			e1          ces  false        A           4     1         7         '2026-01-12 12:00:00' 2026-01-12   -`,
	}}, "marts.customer_voice")
	diff(t, show(t, db, "SELECT response_id, kind, relationship, score, category, comment FROM marts.customer_voice ORDER BY 1"), lines(`
		c1 csat false 1.0 satisfied   -
		c2 csat false 3.0 unsatisfied -
		e1 ces  false 4.0 neutral     -
		n1 nps  true  9.0 promoter    'Love it'
		n2 nps  true  7.0 passive     -
		n3 nps  true  6.0 detractor   -`))
}

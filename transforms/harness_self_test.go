package transforms

import "testing"

func TestHarness(t *testing.T) {
	t.Parallel()
	db := buildFrom(t, seed{
		asOf: "2026-02-10",
		tables: map[string]string{
			"core.customers": `
				customer_id  name       created_on
				A            'Big Co'   2026-01-02
				B            -          -`,
		},
	})
	diff(t, show(t, db, "SELECT customer_id, name, created_on FROM core.customers ORDER BY 1"), lines(`
		A 'Big Co' 2026-01-02
		B - -`))
	diff(t, show(t, db, "SELECT as_of, month_of(as_of), currency, past_due_grace_days FROM core.settings"), lines(`
		2026-02-10 2026-02-01 USD 30`))
}

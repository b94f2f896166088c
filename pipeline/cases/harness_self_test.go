package cases

import "testing"

// The harness itself: a table with null, quotes and an extra column arrives as
// a customer with an attribute, a segment and MRR.
func TestHarness(t *testing.T) {
	b := build(t, world{asOf: "2026-02-28", files: map[string]string{
		"customers": `
			customer_id  name          case
			a            'Big Co'      X-1
			b            -             X-2`,
		"subscription_periods": `
			subscription_id  customer_id  start_date  end_date  mrr
			s1               a            2026-01-05  -         100.5
			s2               b            2026-01-05  2026-02-10  7`,
	}})
	got := b.show(t, `SELECT month, segment, end_mrr, end_customers FROM marts.mrr_bridge WHERE dimension = 'case' ORDER BY segment, month`)
	diff(t, got, lines(`
		2026-01-01  X-1  100.500000  1
		2026-02-01  X-1  100.500000  1
		2026-01-01  X-2  7.000000    1
		2026-02-01  X-2  0.000000    0`))
	diff(t, b.show(t, `SELECT customer_id, name FROM core.customers ORDER BY 1`), []string{"a  Big Co", "b  b"})
}

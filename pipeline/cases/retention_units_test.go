package cases

import (
	"slices"
	"testing"
)

// TestRetentionOfMergedAndFreeCustomers: an account that went into another one is
// no loss, nor is, where a free plan keeps its customer, who moves to it.
func TestRetentionOfMergedAndFreeCustomers(t *testing.T) {
	b := build(t, world{metrics: "free_plan: active\ntiers: {low: 0, high: 500}", files: map[string]string{
		"customers": `
			customer_id  case
			P            merged
			Q            merged
			F            free
			G            free`,
		"account_links": `
			from_id  to_id  kind   valid_from
			P        Q      merge  2026-06-15`,
		"subscription_periods": `
			subscription_id  customer_id  start_date  end_date    mrr    kind
			p                P            2025-10-05  2026-06-20  1000   paid
			q                Q            2025-11-05  -           10000  paid
			f                F            2025-11-05  2026-06-10  100    paid
			f                F            2026-06-10  -           0      free
			g                G            2025-11-05  -           100    paid`,
	}})
	t.Run("merged within the year", func(t *testing.T) {
		diff(t, b.retained(t, "ttm", "2026-01-01", "merged", rates+", start_mrr, end_mrr"), lines("1 0 0.0 0.909091 0.909091 11000.000000 10000.000000"))
	})
	t.Run("two accounts before they were merged", func(t *testing.T) {
		diff(t, b.retained(t, "quarter", "2026-01-01", "merged", rates), lines("2 0 0.0 1.0 1.0"))
	})
	t.Run("a free customer is no lost one", func(t *testing.T) {
		diff(t, b.retained(t, "ttm", "2026-01-01", "free", rates), lines("2 0 0.0 0.5 0.5"))
	})
	t.Run("one customer of the first cohort", func(t *testing.T) {
		diff(t, b.show(t, `SELECT cohort_month, cohort_size, retained_customers, gross_retention FROM marts.cohorts_by_segment
			WHERE dimension = 'case' AND segment = 'merged' AND month_number = 12 ORDER BY 1`), lines("2025-10-01 1 1 1.0"))
	})
	t.Run("one customer of the high tier", func(t *testing.T) {
		diff(t, b.show(t, `SELECT from_tier, to_tier, customers, start_mrr, end_mrr FROM marts.tier_migration
			WHERE basis = 'limit' AND span = 'ttm' AND period_start = DATE '2026-01-01' ORDER BY ALL`), lines(`
			high  high     1  11000.000000  10000.000000
			low   churned  1  100.000000    0.000000
			low   low      1  100.000000    100.000000`))
	})
	t.Run("the contracts add up", func(t *testing.T) { b.provesRetention(t) })
}

// provesRetention checks that the input rows of figures of every kind add up.
func (b *book) provesRetention(t *testing.T) {
	t.Helper()
	proofs, err := b.pipeline.Prove(t.Context(), 3)
	if err != nil {
		t.Fatal(err)
	}
	ours := []string{"nrr", "grr", "logo_churn", "mrr_churn", "cohort_retention", "cohort_net_retention", "tier_up_rate", "clv"}
	proved := map[string]int{}
	for _, p := range proofs {
		if !slices.Contains(ours, p.Metric) {
			continue
		}
		proved[p.Metric]++
		if !p.Holds {
			t.Errorf("%s does not add up: published %v, rebuilt %v, the rows give %v", p.ID, number(p.Published), number(p.Rebuilt), number(p.Sum))
		}
	}
	for _, metric := range ours {
		if proved[metric] == 0 {
			t.Errorf("no figure of %s was proved", metric)
		}
	}
}

func number(value *float64) any {
	if value == nil {
		return "nothing"
	}
	return *value
}

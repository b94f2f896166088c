package transforms

import (
	"maps"
	"math/rand"
	"slices"
	"testing"
)

// TestRetentionInvariants are what cohorts, tiers, the rules side by side and
// lifetime values must hold in every portfolio.
func TestRetentionInvariants(t *testing.T) {
	t.Parallel()
	queries := map[string]string{
		"cohort cells are at most the cohort": `SELECT * FROM marts.cohorts_by_segment WHERE retained_customers > cohort_size OR customer_retention > 1 OR gross_retention > 1`,
		"month 0 is 100 %":                    `SELECT * FROM marts.cohorts_by_segment WHERE month_number = 0 AND (customer_retention <> 1 OR net_retention <> 1 OR gross_retention <> 1)`,
		"nothing is known after the last complete month": `SELECT * FROM marts.cohorts_by_segment
			WHERE (add_months(cohort_month, CAST(month_number AS INTEGER)) <= (SELECT max(month) FROM core.months WHERE is_complete)) <> (retained_customers IS NOT NULL)`,
		"segments of a cohort add up": `SELECT s.cohort_month FROM marts.cohorts_by_segment s JOIN marts.cohorts a ON a.cohort_month = s.cohort_month AND a.month_number = s.month_number
			GROUP BY s.cohort_month, s.month_number, s.dimension
			HAVING sum(s.cohort_size) <> max(a.cohort_size) OR sum(s.retained_customers) <> max(a.retained_customers) OR sum(s.retained_mrr) <> max(a.retained_mrr)`,
		"cohorts of a month are its customers": `SELECT add_months(c.cohort_month, CAST(c.month_number AS INTEGER)) AS month FROM marts.cohorts c JOIN marts.mrr_bridge b
			ON b.month = add_months(c.cohort_month, CAST(c.month_number AS INTEGER)) AND b.dimension = 'all'
			WHERE c.observed GROUP BY 1 HAVING sum(c.retained_customers) <> max(b.end_customers)`,
		"pooled is the sum over the cohorts": `SELECT k.month_number FROM marts.cohort_curve k JOIN marts.cohorts_by_segment c
			ON c.month_number = k.month_number AND c.dimension = k.dimension AND c.segment = k.segment AND c.observed AND NOT c.opening
			GROUP BY k.month_number, k.dimension, k.segment HAVING sum(c.retained_customers) <> max(k.retained_customers) OR sum(c.cohort_size) <> max(k.cohort_size)`,
		"survival never rises": `SELECT * FROM marts.cohort_curve k JOIN marts.cohort_curve b
			ON b.dimension = k.dimension AND b.segment = k.segment AND b.month_number = k.month_number + 1 WHERE b.survival > k.survival + 1e-12`,
		"row sums are the customers at the start": `SELECT t.period_start FROM marts.tier_migration t JOIN marts.mrr_bridge b ON b.month = t.period_start AND b.dimension = 'all'
			WHERE t.span = 'month' AND t.from_tier <> 'none' GROUP BY t.period_start, t.basis HAVING sum(t.customers) <> max(b.start_customers) OR sum(t.start_mrr) <> max(b.start_mrr)`,
		"column sums are the customers at the end": `SELECT t.period_start FROM marts.tier_migration t JOIN marts.mrr_bridge b ON b.month = t.period_start AND b.dimension = 'all'
			WHERE t.span = 'month' AND t.to_tier <> 'churned' GROUP BY t.period_start, t.basis HAVING sum(t.customers) <> max(b.end_customers) OR sum(t.end_mrr) <> max(b.end_mrr)`,
		"each row begins where the column ended": `SELECT * FROM (
			  SELECT add_months(period_start, 1) AS month, basis, to_tier AS tier, sum(customers) AS customers FROM marts.tier_migration WHERE span = 'month' AND to_tier <> 'churned' GROUP BY ALL) a
			JOIN (SELECT period_start AS month, basis, from_tier AS tier, sum(customers) AS customers FROM marts.tier_migration WHERE span = 'month' AND from_tier <> 'none' GROUP BY ALL) b
			USING (month, basis, tier) WHERE a.customers <> b.customers`,
		"quantile tiers begin at quantile_cont": `SELECT * FROM metrics.tier_cuts c JOIN (SELECT month, quantile_cont(CAST(mrr AS DOUBLE), 0.5) AS half, quantile_cont(CAST(mrr AS DOUBLE), 0.8) AS fifth
			FROM metrics.customer_levels GROUP BY month) q USING (month) WHERE c.tier <> 'low' AND abs(c.lower_bound - CASE c.tier WHEN 'mid' THEN half ELSE fifth END) > 1e-9`,
		"our rule is the mart's": `SELECT * FROM marts.definition_comparison c JOIN marts.retention r ON r.span = c.span AND r.period_start = c.period_start AND r.dimension = 'all'
			WHERE c.is_ours AND c.value IS DISTINCT FROM CASE c.metric WHEN 'nrr' THEN r.nrr WHEN 'grr' THEN r.grr WHEN 'logo_churn' THEN r.logo_churn ELSE r.mrr_churn END`,
		"every rule stands on its two numbers":      `SELECT * FROM marts.definition_comparison WHERE value IS DISTINCT FROM numerator / nullif(denominator, 0)`,
		"chained months of one month are the month": `SELECT * FROM marts.definition_comparison WHERE span = 'month' AND rule LIKE 'monthly%'`,
		"a month moved and a month compared are one": `SELECT * FROM marts.definition_comparison a JOIN marts.definition_comparison b USING (span, period_start, metric)
			WHERE span = 'month' AND metric IN ('grr', 'mrr_churn') AND a.rule = 'all_movements' AND b.rule = 'cohort' AND abs(a.value - b.value) > 1e-12`,
		"gross and net churn of a year":   `SELECT * FROM marts.retention WHERE abs(mrr_churn - (1 - grr)) > 1e-12 OR mrr_churn_monthly > mrr_churn_annual + 1e-12`,
		"lifetime value is ARPA by churn": `SELECT * FROM marts.clv WHERE reason IS NULL AND abs(clv * monthly_churn - arpa * gross_margin) > 1e-6`,
	}
	someSeeds(t, 5, func(source int64) bool {
		p := newRandomPortfolio(source)
		s := p.seed(t, 1, rand.New(rand.NewSource(source)).Shuffle)
		ours := s.settings
		s.settings = func(set *Settings) {
			ours(set)
			set.Metrics.LogoMinN = 2
			if source%2 == 0 {
				set.Metrics.RetentionWindow = "summed_movements"
			}
			if source%3 == 0 {
				set.Metrics.SegmentAt = "end"
			}
		}
		db := buildFrom(t, s, "marts.cohorts", "marts.cohort_curve", "marts.tier_rates", "marts.definition_comparison", "marts.clv")
		ok := true
		for _, name := range slices.Sorted(maps.Keys(queries)) {
			if rows := show(t, db, queries[name]); len(rows) > 0 {
				t.Errorf("portfolio %d: %s: %d rows, first %s", source, name, len(rows), rows[0])
				ok = false
			}
		}
		return ok
	})
}

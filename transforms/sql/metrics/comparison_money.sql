-- grain: one row per retention period, metric (nrr, grr) and rule
-- key: span, period_start, metric, rule
-- meaning: the two numbers whose quotient is the metric under the rule; the rules
--   are told in metrics.comparison_rules.
SELECT span, period_start, 'nrr' AS metric, 'cohort' AS rule, CAST(end_mrr AS DOUBLE) AS numerator, CAST(start_mrr AS DOUBLE) AS denominator
FROM metrics.comparison_cohorts
UNION ALL
SELECT span, period_start, 'nrr', 'summed_movements', summed_end_mrr, start_mrr FROM metrics.comparison_cohorts
UNION ALL
SELECT span, period_start, 'nrr', 'all_movements', start_mrr + expansion + reactivation - contraction - churn, start_mrr
FROM metrics.comparison_movements
UNION ALL
SELECT span, period_start, 'nrr', 'without_reactivation', start_mrr + expansion - contraction - churn, start_mrr
FROM metrics.comparison_movements
UNION ALL
SELECT span, period_start, 'nrr', 'monthly_weighted_mean', end_mrr, start_mrr FROM metrics.comparison_months
UNION ALL
SELECT span, period_start, 'nrr', 'monthly_mean', nrr, months FROM metrics.comparison_months
UNION ALL
SELECT span, period_start, 'nrr', 'monthly_chained', chained_nrr, 1 FROM metrics.comparison_months
UNION ALL
SELECT span, period_start, 'nrr', 'floating_rates', end_mrr_now, start_mrr FROM metrics.comparison_cohorts
UNION ALL
SELECT span, period_start, 'nrr', 'mean_of_customers', sum_of_ratios, with_mrr FROM metrics.comparison_cohorts
UNION ALL
SELECT span, period_start, 'nrr', 'new_customers_too', end_mrr, start_mrr FROM metrics.comparison_movements
UNION ALL
SELECT span, period_start, 'grr', 'cohort', kept_mrr, start_mrr FROM metrics.comparison_cohorts
UNION ALL
SELECT span, period_start, 'grr', 'summed_movements', summed_kept_mrr, start_mrr FROM metrics.comparison_cohorts
UNION ALL
SELECT span, period_start, 'grr', 'all_movements', start_mrr - contraction - churn, start_mrr FROM metrics.comparison_movements
UNION ALL
SELECT span, period_start, 'grr', 'churn_only', start_mrr - lost_mrr, start_mrr FROM metrics.comparison_cohorts
UNION ALL
SELECT span, period_start, 'grr', 'monthly_chained', chained_grr, 1 FROM metrics.comparison_months
UNION ALL
SELECT span, period_start, 'grr', 'capped_in_total', CASE WHEN end_mrr > start_mrr THEN start_mrr ELSE end_mrr END, start_mrr
FROM metrics.comparison_cohorts
UNION ALL
SELECT span, period_start, 'grr', 'mean_of_customers', sum_of_kept_ratios, with_mrr FROM metrics.comparison_cohorts

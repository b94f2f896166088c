-- grain: one row per retention period, metric (logo_churn, mrr_churn) and rule
-- key: span, period_start, metric, rule
-- meaning: the two numbers whose quotient is the metric under the rule; the rules
--   are told in metrics.comparison_rules.
SELECT span, period_start, 'logo_churn' AS metric, 'cohort' AS rule, CAST(lost AS DOUBLE) AS numerator, CAST(customers AS DOUBLE) AS denominator
FROM metrics.comparison_cohorts
UNION ALL
SELECT span, period_start, 'logo_churn', 'summed_movements', ever_lost, customers FROM metrics.comparison_cohorts
UNION ALL
SELECT span, period_start, 'logo_churn', 'all_departures', churned_customers, start_customers FROM metrics.comparison_movements
UNION ALL
SELECT span, period_start, 'logo_churn', 'with_short_stays', churned_customers + in_and_out_customers, start_customers
FROM metrics.comparison_movements
UNION ALL
SELECT c.span, c.period_start, 'logo_churn', 'average_customers', c.lost, (m.start_customers + m.end_customers) / 2.0
FROM metrics.comparison_cohorts c
JOIN metrics.comparison_movements m ON m.span = c.span AND m.period_start = c.period_start
UNION ALL
SELECT span, period_start, 'logo_churn', 'start_and_new', churned_customers, start_customers + arrived_customers
FROM metrics.comparison_movements
UNION ALL
SELECT span, period_start, 'logo_churn', 'monthly_mean', logo_churn, months FROM metrics.comparison_months
UNION ALL
SELECT span, period_start, 'logo_churn', 'monthly_chained', 1 - chained_logos, 1 FROM metrics.comparison_months
UNION ALL
SELECT span, period_start, 'logo_churn', 'monthly_summed', logo_churn, 1 FROM metrics.comparison_months
UNION ALL
SELECT span, period_start, 'logo_churn', 'due_for_renewal', lost, decided
FROM marts.renewal_outcomes
WHERE dimension = 'all'
UNION ALL
SELECT span, period_start, 'mrr_churn', 'cohort', start_mrr - kept_mrr, start_mrr FROM metrics.comparison_cohorts
UNION ALL
SELECT span, period_start, 'mrr_churn', 'summed_movements', start_mrr - summed_kept_mrr, start_mrr FROM metrics.comparison_cohorts
UNION ALL
SELECT span, period_start, 'mrr_churn', 'all_movements', contraction + churn, start_mrr FROM metrics.comparison_movements
UNION ALL
SELECT span, period_start, 'mrr_churn', 'churn_only', lost_mrr, start_mrr FROM metrics.comparison_cohorts
UNION ALL
SELECT span, period_start, 'mrr_churn', 'net', contraction + churn - expansion - reactivation, start_mrr FROM metrics.comparison_movements
UNION ALL
SELECT span, period_start, 'mrr_churn', 'net_of_cohort', start_mrr - end_mrr, start_mrr FROM metrics.comparison_cohorts
UNION ALL
SELECT span, period_start, 'mrr_churn', 'monthly_chained', 1 - chained_grr, 1 FROM metrics.comparison_months
UNION ALL
SELECT span, period_start, 'mrr_churn', 'monthly_summed', mrr_churn, 1 FROM metrics.comparison_months

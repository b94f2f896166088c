-- grain: one row per retention period that begins after the first month
-- key: span, period_start
-- meaning: the total's MRR bridge over the period's months, of all customers.
SELECT
  w.span, w.period_start,
  max(CASE WHEN b.month = w.period_start THEN b.start_mrr END) AS start_mrr,
  max(CASE WHEN b.month = w.end_month THEN b.end_mrr END) AS end_mrr,
  max(CASE WHEN b.month = w.period_start THEN b.start_customers END) AS start_customers,
  max(CASE WHEN b.month = w.end_month THEN b.end_customers END) AS end_customers,
  sum(b.expansion) AS expansion,
  sum(b.contraction) AS contraction,
  sum(b.churn) AS churn,
  sum(b.reactivation) AS reactivation,
  sum_int(b.churned_customers) AS churned_customers,
  sum_int(b.new_customers + b.reactivated_customers) AS arrived_customers,
  sum_int(b.in_and_out_customers) AS in_and_out_customers
FROM metrics.retention_windows w
JOIN metrics.retention_months m ON m.span = w.span AND m.period_start = w.period_start
JOIN marts.mrr_bridge b ON b.month = m.month AND b.dimension = 'all'
JOIN metrics.month_levels f ON f.month = w.start_month
GROUP BY w.span, w.period_start

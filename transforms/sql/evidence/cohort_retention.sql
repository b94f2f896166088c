-- adds: ratio(sum(part), sum(base))
-- meaning: one row per customer of the cohort, shown by its largest subscription at
--   the end of the cohort's month; part is 1 for who pays at the end of the cell's month.
SELECT
  c.customer_id, 'subscription' AS record, c.source, c.subscription_id AS record_id, c.day,
  c.detail || CASE WHEN k.customer_id IS NULL THEN ', does not pay in month ' ELSE ', pays in month ' END || f.segment AS detail,
  CASE WHEN k.customer_id IS NULL THEN 0 ELSE 1 END AS part,
  1 AS base
FROM metrics.figure f
JOIN metrics.cohort_contracts c ON c.cohort_month = f.period_start AND c.month_number = 0 AND c.largest = 1
LEFT JOIN metrics.cohort_months k ON k.customer_id = c.customer_id AND k.month_number = CAST(f.segment AS BIGINT)

-- grain: one row per cohort month and month since, of all customers
-- key: cohort_month, month_number
-- meaning: marts.cohorts_by_segment for the total. The columns first_paid_* are
--   the same table by the month of the first paid day: they also count customers
--   that never paid at a month end, so their month 0 may be below 100 %.
-- check: not_null(cohort_month, month_number, observed, opening)
-- check: expression(first_paid_retained IS NULL OR first_paid_retained <= first_paid_size)
WITH total AS (
  SELECT * FROM marts.cohorts_by_segment WHERE dimension = 'all'
)
SELECT
  g.cohort_month, g.month_number,
  coalesce(t.cohort_size, 0) AS cohort_size,
  CASE WHEN g.observed THEN coalesce(t.retained_customers, 0) END AS retained_customers,
  t.customer_retention,
  CAST(coalesce(t.cohort_mrr, 0) AS DECIMAL(18, 6)) AS cohort_mrr,
  CAST(CASE WHEN g.observed THEN coalesce(t.retained_mrr, 0) END AS DECIMAL(18, 6)) AS retained_mrr,
  CAST(CASE WHEN g.observed THEN coalesce(t.kept_mrr, 0) END AS DECIMAL(18, 6)) AS kept_mrr,
  t.net_retention, t.gross_retention,
  coalesce(f.cohort_size, 0) AS first_paid_size,
  CASE WHEN g.observed THEN coalesce(f.retained_customers, 0) END AS first_paid_retained,
  ratio(f.retained_customers, f.cohort_size) AS first_paid_retention,
  g.observed,
  g.is_opening AS opening
FROM metrics.cohort_grid g
LEFT JOIN total t ON t.cohort_month = g.cohort_month AND t.month_number = g.month_number
LEFT JOIN metrics.first_paid_cells f ON f.cohort_month = g.cohort_month AND f.month_number = g.month_number
WHERE t.cohort_month IS NOT NULL OR f.cohort_month IS NOT NULL

-- grain: one row per retention period, span and segment
-- key: span, period_start, dimension, segment
-- meaning: what became of the customers that paid at the period's start, in
--   constant currency and in the segment they had then. Rates are null with a
--   reason where nobody paid at the start. The interval is Wilson's at 95 %.
-- check: not_null(span, period_start, period_end, dimension, segment, start_customers, lost_customers, start_mrr)
-- check: accepted(span, month, quarter, ttm)
-- check: expression(grr IS NULL OR (grr >= 0 AND grr <= 1 AND grr <= nrr))
-- check: expression((start_customers = 0) = (logo_churn IS NULL))
WITH cohorts AS (
  SELECT
    c.span, c.period_start, g.dimension, g.segment,
    count(*) AS start_customers,
    sum(CASE WHEN c.end_mrr = 0 THEN 1 ELSE 0 END) AS lost_customers,
    sum(c.start_mrr) AS start_mrr,
    sum(c.end_mrr) AS end_mrr,
    sum(least(c.end_mrr, c.start_mrr)) AS kept_mrr,
    max(c.start_mrr) AS largest_mrr
  FROM metrics.retention_customers c
  JOIN metrics.month_levels m ON m.month = c.start_month
  JOIN metrics.customer_segments g ON g.day = m.level_day AND g.customer_id = c.customer_id
  GROUP BY c.span, c.period_start, g.dimension, g.segment
)
SELECT
  w.period_start, w.period_end, w.span, v.dimension, v.segment,
  coalesce(c.start_customers, 0) AS start_customers,
  CAST(coalesce(c.lost_customers, 0) AS BIGINT) AS lost_customers,
  ratio(c.lost_customers, c.start_customers) AS logo_churn,
  wilson_low(c.lost_customers, c.start_customers) AS logo_churn_low,
  wilson_high(c.lost_customers, c.start_customers) AS logo_churn_high,
  CAST(coalesce(c.start_mrr, 0) AS DECIMAL(18, 6)) AS start_mrr,
  CAST(coalesce(c.end_mrr, 0) AS DECIMAL(18, 6)) AS end_mrr,
  ratio(c.kept_mrr, c.start_mrr) AS grr,
  ratio(c.end_mrr, c.start_mrr) AS nrr,
  ratio(c.largest_mrr, c.start_mrr) AS largest_share,
  CASE
    WHEN c.start_customers IS NULL THEN 'no_start_customers'
    WHEN c.start_customers < s.logo_min_n THEN 'small_sample'
  END AS reason
FROM metrics.retention_windows w
CROSS JOIN metrics.segment_values v
CROSS JOIN core.settings s
LEFT JOIN cohorts c
  ON c.span = w.span AND c.period_start = w.period_start AND c.dimension = v.dimension AND c.segment = v.segment
WHERE v.has_customers

-- grain: one row per retention period and customer paying at its start
-- key: span, period_start, customer_id
-- meaning: start MRR, and the end MRR at the start's exchange rates, so that a
--   moving rate is neither churn nor expansion; end_mrr 0 = lost. end_mrr_now is
--   the end at its own rates.
WITH cohort AS (
  SELECT w.span, w.period_start, w.start_month, w.end_month, c.customer_id,
    CAST(sum(c.mrr) AS DECIMAL(18, 6)) AS start_mrr
  FROM metrics.retention_windows w
  JOIN metrics.customer_mrr c ON c.month = w.start_month
  WHERE c.customer_id NOT IN (SELECT customer_id FROM metrics.unrated_customers)
  GROUP BY w.span, w.period_start, w.start_month, w.end_month, c.customer_id
),
ends AS (
  SELECT w.span, w.period_start, c.customer_id,
    sum(coalesce(at_rate(c.local_mrr, r.rate), c.mrr)) AS end_mrr,
    sum(c.mrr) AS end_mrr_now
  FROM metrics.retention_windows w
  JOIN metrics.customer_mrr c ON c.month = w.end_month
  LEFT JOIN core.exchange_rates r ON r.currency = c.currency AND r.month = w.start_month
  GROUP BY w.span, w.period_start, c.customer_id
)
SELECT
  c.span, c.period_start, c.start_month, c.end_month, c.customer_id, c.start_mrr,
  CAST(coalesce(e.end_mrr, 0) AS DECIMAL(18, 6)) AS end_mrr,
  CAST(coalesce(e.end_mrr_now, 0) AS DECIMAL(18, 6)) AS end_mrr_now
FROM cohort c
LEFT JOIN ends e ON e.span = c.span AND e.period_start = c.period_start AND e.customer_id = c.customer_id

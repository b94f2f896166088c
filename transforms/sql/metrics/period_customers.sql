-- grain: one row per retention period and customer there at its start or end
-- key: span, period_start, customer_id
-- sorted: no
-- meaning: MRR at both ends; end_mrr is in the start's exchange rates, so that a
--   moving rate is neither churn nor expansion, end_mrr_now in its own. An account
--   that was merged by the period's end counts as the one it went into at both ends.
WITH units AS (
  SELECT w.span, w.period_start, w.start_month, w.end_month, u.customer_id, u.unit_id
  FROM metrics.retention_windows w
  JOIN metrics.customer_units u ON u.month = w.end_month
  WHERE u.customer_id NOT IN (SELECT customer_id FROM metrics.unrated_customers)
),
ends AS (
  SELECT u.span, u.period_start, u.start_month, u.end_month, u.unit_id, TRUE AS at_start, FALSE AS at_end,
    c.mrr AS start_mrr, CAST(0 AS DECIMAL(18, 6)) AS end_mrr, CAST(0 AS DECIMAL(18, 6)) AS end_mrr_now
  FROM units u
  JOIN metrics.item_mrr c ON c.month = u.start_month AND c.customer_id = u.customer_id
  UNION ALL
  SELECT u.span, u.period_start, u.start_month, u.end_month, u.unit_id, FALSE, TRUE,
    0, coalesce(at_rate(c.local_mrr, r.rate), c.mrr), c.mrr
  FROM units u
  JOIN metrics.item_mrr c ON c.month = u.end_month AND c.customer_id = u.customer_id
  LEFT JOIN core.exchange_rates r ON r.currency = c.currency AND r.month = u.start_month
)
SELECT
  span, period_start, start_month, end_month, unit_id AS customer_id,
  bool_or(at_start) AS at_start,
  bool_or(at_end) AS at_end,
  CAST(sum(start_mrr) AS DECIMAL(18, 6)) AS start_mrr,
  CAST(sum(end_mrr) AS DECIMAL(18, 6)) AS end_mrr,
  CAST(sum(end_mrr_now) AS DECIMAL(18, 6)) AS end_mrr_now
FROM ends
GROUP BY span, period_start, start_month, end_month, unit_id

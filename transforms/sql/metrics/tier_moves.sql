-- grain: one row per retention period, basis and customer paying at its start or end
-- key: span, period_start, basis, customer_id
-- meaning: the tier at both ends, null where the customer does not pay.
WITH windows AS (
  SELECT w.span, w.period_start, w.start_month, w.end_month
  FROM metrics.retention_windows w
  JOIN metrics.month_levels m ON m.month = w.start_month
),
ends AS (
  SELECT w.span, w.period_start, t.basis, t.customer_id, t.tier AS from_tier, t.rank AS from_rank, t.mrr AS start_mrr,
    CAST(NULL AS VARCHAR) AS to_tier, CAST(NULL AS BIGINT) AS to_rank, CAST(NULL AS DECIMAL(18, 6)) AS end_mrr
  FROM windows w
  JOIN metrics.customer_tiers t ON t.month = w.start_month
  UNION ALL
  SELECT w.span, w.period_start, t.basis, t.customer_id, NULL, NULL, NULL, t.tier, t.rank, t.mrr
  FROM windows w
  JOIN metrics.customer_tiers t ON t.month = w.end_month
)
SELECT
  span, period_start, basis, customer_id,
  max(from_tier) AS from_tier,
  max(from_rank) AS from_rank,
  CAST(coalesce(sum(start_mrr), 0) AS DECIMAL(18, 6)) AS start_mrr,
  max(to_tier) AS to_tier,
  max(to_rank) AS to_rank,
  CAST(coalesce(sum(end_mrr), 0) AS DECIMAL(18, 6)) AS end_mrr
FROM ends
GROUP BY span, period_start, basis, customer_id

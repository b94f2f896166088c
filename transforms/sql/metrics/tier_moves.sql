-- grain: one row per retention period, basis and customer paying at its start or end
-- key: span, period_start, basis, customer_id
-- sorted: no
-- meaning: the tier of the MRR at both ends by the tiers of that month, at its own
--   rates; null where the customer does not pay.
WITH placed AS (
  SELECT c.span, c.period_start, c.customer_id, b.basis, b.tier AS from_tier, b.rank AS from_rank, c.start_mrr,
    CAST(NULL AS VARCHAR) AS to_tier, CAST(NULL AS BIGINT) AS to_rank, CAST(0 AS DECIMAL(18, 6)) AS end_mrr
  FROM metrics.period_customers c
  JOIN metrics.tier_bounds b
    ON b.month = c.start_month AND c.start_mrr >= b.lower_bound AND (b.upper_bound IS NULL OR c.start_mrr < b.upper_bound)
  WHERE c.start_mrr > 0
  UNION ALL
  SELECT c.span, c.period_start, c.customer_id, b.basis, NULL, NULL, 0, b.tier, b.rank, c.end_mrr_now
  FROM metrics.period_customers c
  JOIN metrics.tier_bounds b
    ON b.month = c.end_month AND c.end_mrr_now >= b.lower_bound AND (b.upper_bound IS NULL OR c.end_mrr_now < b.upper_bound)
  JOIN metrics.month_levels m ON m.month = c.start_month
  WHERE c.end_mrr_now > 0
)
SELECT
  span, period_start, basis, customer_id,
  max(from_tier) AS from_tier,
  max(from_rank) AS from_rank,
  CAST(sum(start_mrr) AS DECIMAL(18, 6)) AS start_mrr,
  max(to_tier) AS to_tier,
  max(to_rank) AS to_rank,
  CAST(sum(end_mrr) AS DECIMAL(18, 6)) AS end_mrr
FROM placed
GROUP BY span, period_start, basis, customer_id

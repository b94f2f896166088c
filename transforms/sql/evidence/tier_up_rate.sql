-- adds: ratio(sum(part), sum(base))
-- meaning: one row per customer of the tier at the period's start, shown by its
--   largest subscription then; part is 1 for who ended in a higher tier. In the
--   highest tier nobody can: base is 0 there.
WITH asked AS (
  SELECT f.*, CASE f.dimension WHEN 'tier_quantile' THEN 'quantile' ELSE 'limit' END AS basis FROM metrics.figure f
),
highest AS (
  SELECT basis, max(lower_bound) AS lower_bound FROM core.tiers GROUP BY basis
)
SELECT
  t.customer_id, 'subscription' AS record, c.source, c.subscription_id AS record_id, c.day,
  'from ' || t.from_tier || ' to ' || coalesce(t.to_tier, 'churned') || ': ' || c.detail AS detail,
  CASE WHEN t.to_rank > t.from_rank THEN 1 ELSE 0 END AS part,
  CASE WHEN a.dimension <> 'all' AND n.lower_bound = h.lower_bound THEN 0 ELSE 1 END AS base
FROM asked a
JOIN metrics.tier_moves t ON t.span = a.span AND t.period_start = a.period_start AND t.basis = a.basis AND t.from_tier IS NOT NULL
JOIN core.tiers n ON n.basis = t.basis AND n.tier = t.from_tier
JOIN highest h ON h.basis = t.basis
JOIN metrics.retention_contracts c
  ON c.span = t.span AND c.period_start = t.period_start AND c.customer_id = t.customer_id AND c.largest = 1
WHERE a.dimension = 'all' OR t.from_tier = a.segment

-- grain: one row per month, basis (limit, quantile) and tier
-- key: month, basis, tier
-- meaning: half-open range of MRR, the lower bound inside; the lowest tier begins at
--   0, upper_bound is null for the highest. Tiers that begin at the same value
--   leave all but the highest of them empty, so that equal values stay together.
WITH begins AS (
  SELECT m.month, t.basis, t.tier, t.lower_bound AS place, t.lower_bound
  FROM core.tiers t
  CROSS JOIN metrics.month_levels m
  WHERE t.basis = 'limit'
  UNION ALL
  SELECT c.month, t.basis, t.tier, t.lower_bound, CASE WHEN t.lower_bound = 0 THEN 0 ELSE c.lower_bound END
  FROM core.tiers t
  JOIN metrics.tier_cuts c ON c.tier = t.tier
  WHERE t.basis = 'quantile'
)
SELECT
  month, basis, tier, lower_bound,
  lead(lower_bound) OVER (PARTITION BY month, basis ORDER BY place) AS upper_bound,
  row_number() OVER (PARTITION BY month, basis ORDER BY place) AS rank
FROM begins

-- grain: one row per month with customers and quantile tier
-- key: month, tier
-- meaning: where the tier begins that month: the quantile of the paying customers'
--   MRR, interpolated between its two neighbours (R's type 7, DuckDB's quantile_cont).
WITH ranked AS (
  SELECT month, CAST(mrr AS DOUBLE) AS mrr, row_number() OVER (PARTITION BY month ORDER BY mrr) - 1 AS place
  FROM metrics.customer_levels
),
positions AS (
  SELECT r.month, t.tier, max(r.place) * t.lower_bound AS position
  FROM ranked r
  CROSS JOIN core.tiers t
  WHERE t.basis = 'quantile'
  GROUP BY r.month, t.tier, t.lower_bound
),
neighbours AS (
  SELECT
    p.month, p.tier, p.position,
    max(CASE WHEN r.place = floor(p.position) THEN r.mrr END) AS below,
    max(CASE WHEN r.place = ceil(p.position) THEN r.mrr END) AS above
  FROM positions p
  JOIN ranked r ON r.month = p.month AND r.place IN (CAST(floor(p.position) AS BIGINT), CAST(ceil(p.position) AS BIGINT))
  GROUP BY p.month, p.tier, p.position
)
SELECT month, tier, below + (position - floor(position)) * (above - below) AS lower_bound
FROM neighbours

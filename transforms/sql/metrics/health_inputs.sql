-- grain: one row per reference day, paying customer and measure of its profile
-- key: day, customer_id, measure
-- meaning: the measure's value and its score from 0 to 100, null where the value is
--   not known or stale. weight is the measure's share of the whole profile. Exact
--   decimals, so that sums do not depend on the order of the rows.
-- check: expression(score IS NULL OR score BETWEEN 0 AND 100)
WITH shares AS (
  SELECT
    m.profile, m.dimension, d.dimension_group, m.measure, m.max_age_days,
    CAST(m.weight AS DECIMAL(9, 6)) AS weight,
    CAST(d.weight AS DECIMAL(9, 6)) AS dimension_weight,
    ratio(d.weight * m.weight, sum(m.weight) OVER (PARTITION BY m.profile, m.dimension)) AS share
  FROM core.health_measures m
  JOIN core.health_dimensions d ON d.profile = m.profile AND d.dimension = m.dimension
),
known AS (
  SELECT
    a.day, a.customer_id, a.profile, a.tenure_months, p.dimension, p.dimension_group, p.dimension_weight, p.measure, p.weight, p.share,
    v.value, v.seen_on,
    coalesce(days_between(v.seen_on, a.day) > p.max_age_days, FALSE) AS is_stale
  FROM metrics.health_assignments a
  JOIN shares p ON p.profile = a.profile
  LEFT JOIN metrics.measures v ON v.day = a.day AND v.customer_id = a.customer_id AND v.measure = p.measure
)
SELECT
  k.day, k.customer_id, k.profile, k.dimension, k.dimension_group, k.dimension_weight, k.measure, k.weight, k.share,
  k.value, k.seen_on, k.is_stale, n.worst, n.best,
  CAST(CASE
    WHEN k.is_stale OR k.value IS NULL THEN NULL
    WHEN s.score IS NOT NULL THEN s.score
    ELSE 100 * clamp((k.value - n.worst) / (n.best - n.worst), 0.0, 1.0)
  END AS DECIMAL(38, 9)) AS score
FROM known k
LEFT JOIN core.health_anchors n
  ON n.profile = k.profile AND n.measure = k.measure AND k.tenure_months >= n.from_month AND (n.to_month IS NULL OR k.tenure_months < n.to_month)
LEFT JOIN core.health_steps s
  ON s.profile = k.profile AND s.measure = k.measure AND (s.from_value IS NULL OR k.value >= s.from_value) AND (s.to_value IS NULL OR k.value < s.to_value)

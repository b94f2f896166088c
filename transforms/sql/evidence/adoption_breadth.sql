-- adds: ratio(sum(part), sum(base))
-- meaning: of one customer a row per feature of its plan, part 1 where it was used
--   often enough; of a segment a row per customer, part its own breadth.
WITH members AS (
  SELECT c.customer_id, c.day, c.adoption_breadth, c.used_features, c.plan_features, f.customer_id IS NOT NULL AS is_one
  FROM metrics.figure f
  JOIN metrics.customer_usage c ON c.day = f.last_day AND c.adoption_breadth IS NOT NULL
  JOIN metrics.segment_spans g
    ON g.customer_id = c.customer_id AND g.dimension = coalesce(f.dimension, 'all') AND g.segment = coalesce(f.segment, 'all')
    AND g.valid_from <= f.last_day AND (g.valid_to IS NULL OR g.valid_to > f.last_day)
  WHERE f.customer_id IS NULL OR c.customer_id = f.customer_id
),
planned AS (
  SELECT DISTINCT m.customer_id, m.day, f.feature
  FROM members m
  JOIN metrics.customer_states c ON c.day = m.day AND c.customer_id = m.customer_id
  JOIN core.features f ON f.plan = '*' OR lower(f.plan) = lower(c.plan)
  WHERE m.is_one
)
SELECT
  p.customer_id, 'feature' AS record, CAST(NULL AS VARCHAR) AS source, p.feature AS record_id, p.day,
  p.feature || ', used ' || CAST(coalesce(u.uses, 0) AS VARCHAR) || ' times' AS detail,
  CASE WHEN u.uses >= s.feature_min_uses THEN 1.0 ELSE 0.0 END AS part, 1.0 AS base
FROM planned p
CROSS JOIN core.settings s
LEFT JOIN metrics.feature_use u ON u.day = p.day AND u.customer_id = p.customer_id AND u.feature = p.feature
UNION ALL
SELECT
  m.customer_id, 'customer', c.source, m.customer_id, m.day,
  CAST(m.used_features AS VARCHAR) || ' of ' || CAST(m.plan_features AS VARCHAR) || ' features', m.adoption_breadth, 1.0
FROM members m
LEFT JOIN core.customers c ON c.customer_id = m.customer_id
WHERE NOT m.is_one

-- adds: ratio(sum(part), sum(base))
-- meaning: per customer with seats whose use is tracked: one row for its active users
--   (part), and one per subscription with its seats (base).
WITH members AS (
  SELECT c.customer_id, c.day, c.mau
  FROM metrics.figure f
  JOIN metrics.customer_usage c ON c.day = f.last_day AND c.is_tracked AND c.seats > 0
  JOIN metrics.segment_spans g
    ON g.customer_id = c.customer_id AND g.dimension = coalesce(f.dimension, 'all') AND g.segment = coalesce(f.segment, 'all')
    AND g.valid_from <= f.last_day AND (g.valid_to IS NULL OR g.valid_to > f.last_day)
  WHERE f.customer_id IS NULL OR c.customer_id = f.customer_id
)
SELECT
  m.customer_id, 'customer' AS record, c.source, m.customer_id AS record_id, m.day,
  CAST(m.mau AS VARCHAR) || ' active users' AS detail, m.mau AS part, 0 AS base
FROM members m
LEFT JOIN core.customers c ON c.customer_id = m.customer_id
UNION ALL
SELECT
  p.customer_id, 'subscription', p.source, p.subscription_id, p.start_date,
  coalesce(p.product, 'subscription') || ', ' || CAST(p.seats AS VARCHAR) || ' seats', 0, p.seats
FROM members m
JOIN core.subscription_periods p
  ON p.customer_id = m.customer_id AND p.start_date <= m.day AND (p.end_date IS NULL OR p.end_date > m.day)
WHERE p.mrr > 0 AND p.seats IS NOT NULL

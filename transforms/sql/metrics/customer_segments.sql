-- grain: one row per reference day, customer and dimension
-- key: day, dimension, customer_id
-- meaning: the segment a customer belongs to at the end of that day, for the level
--   day of every month and the last day of every period. Everybody has a row, so
--   the segments of a dimension always add up to the total.
WITH days AS (
  SELECT level_day AS day FROM metrics.calendar
  UNION
  SELECT last_day FROM metrics.periods
),
dimensions AS (
  SELECT 'all' AS dimension
  UNION ALL
  SELECT dimension FROM core.segment_dimensions
)
SELECT d.day, n.dimension, c.customer_id, coalesce(g.segment, '(none)') AS segment
FROM days d
CROSS JOIN dimensions n
CROSS JOIN metrics.customer_ids c
LEFT JOIN metrics.segment_spans g
  ON g.customer_id = c.customer_id AND g.dimension = n.dimension
  AND g.valid_from <= d.day AND (g.valid_to IS NULL OR g.valid_to > d.day)

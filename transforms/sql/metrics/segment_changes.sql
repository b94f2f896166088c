-- grain: one row per month, dimension and customer in another segment at its end than at its start
-- key: month, dimension, customer_id
-- meaning: the segment at the level day of the month before, and at its own. Only
--   customers with a new segment in the month are looked at, which are few.
WITH candidates AS (
  SELECT DISTINCT m.month, g.dimension, g.customer_id, p.level_day AS start_day, m.level_day AS end_day
  FROM metrics.segment_spans g
  JOIN metrics.month_levels m ON m.month = month_of(g.valid_from)
  JOIN metrics.month_levels p ON p.month = m.previous_month
)
SELECT c.month, c.dimension, c.customer_id, b.segment AS start_segment, e.segment AS end_segment
FROM candidates c
JOIN metrics.customer_segments b ON b.day = c.start_day AND b.customer_id = c.customer_id AND b.dimension = c.dimension
JOIN metrics.customer_segments e ON e.day = c.end_day AND e.customer_id = c.customer_id AND e.dimension = c.dimension
WHERE b.segment <> e.segment

-- grain: one row per reference day, customer and dimension
-- key: day, dimension, customer_id
-- sorted: no
-- meaning: the segment a customer belongs to at the end of that day, for the level
--   day of every month and the last day of every period.
WITH days AS (
  SELECT level_day AS day FROM metrics.calendar
  UNION
  SELECT last_day FROM metrics.periods
)
SELECT d.day, g.dimension, g.customer_id, g.segment
FROM days d
JOIN metrics.segment_spans g ON g.valid_from <= d.day AND coalesce(g.valid_to, DATE '9999-12-31') > d.day

-- grain: one row per month, dimension, segment, grain, unit and what is booked of it
-- key: month, dimension, segment, grain, customer_id, item_id, movement, step, origin_id
-- meaning: where each movement is booked: in the segment of the end, or of the start
--   where nothing is left at the end. MRR that starts the month in another segment, or
--   at an account that was merged, is taken out of there and into it first. merged
--   counts the accounts that became one.
WITH segments AS (
  SELECT m.month, g.dimension, g.customer_id, b.segment AS start_segment, g.segment AS end_segment
  FROM metrics.month_levels m
  JOIN metrics.customer_segments g ON g.day = m.level_day
  LEFT JOIN metrics.month_levels p ON p.month = m.previous_month
  LEFT JOIN metrics.customer_segments b
    ON b.day = p.level_day AND b.customer_id = g.customer_id AND b.dimension = g.dimension
),
moved AS (
  SELECT
    v.month, s.dimension, v.grain, v.customer_id, v.item_id, v.step, v.movement, v.amount, v.fx, v.reason,
    CASE WHEN v.at_start AND NOT v.at_end THEN s.start_segment ELSE s.end_segment END AS segment
  FROM metrics.movements v
  JOIN segments s ON s.month = v.month AND s.customer_id = v.customer_id
),
origins AS (
  SELECT
    o.month, s.dimension, o.grain, o.customer_id, o.item_id, o.origin_id, o.start_mrr, b.start_segment AS from_segment,
    CASE WHEN c.at_end THEN s.end_segment ELSE s.start_segment END AS to_segment,
    row_number() OVER (PARTITION BY o.month, s.dimension, o.grain, o.customer_id, o.item_id ORDER BY o.origin_id) AS place,
    row_number() OVER (PARTITION BY o.month, s.dimension, o.grain, o.origin_id, o.item_id ORDER BY o.customer_id) AS part
  FROM metrics.unit_origins o
  JOIN metrics.unit_changes c
    ON c.month = o.month AND c.grain = o.grain AND c.customer_id = o.customer_id AND c.item_id = o.item_id
  JOIN segments s ON s.month = o.month AND s.customer_id = o.customer_id
  JOIN segments b ON b.month = o.month AND b.customer_id = o.origin_id AND b.dimension = s.dimension
)
SELECT month, dimension, segment, grain, customer_id, item_id, movement, step, '' AS origin_id, amount, 1 AS customers, reason
FROM moved
WHERE movement IS NOT NULL
UNION ALL
SELECT month, dimension, segment, grain, customer_id, item_id, 'fx', step, '', fx, 1, NULL
FROM moved
WHERE fx <> 0
UNION ALL
SELECT month, dimension, from_segment, grain, customer_id, item_id, 'transfer_out', 0, origin_id, start_mrr, 1, NULL
FROM origins
WHERE from_segment <> to_segment
UNION ALL
SELECT month, dimension, to_segment, grain, customer_id, item_id, 'transfer_in', 0, origin_id, start_mrr, 1, NULL
FROM origins
WHERE from_segment <> to_segment
UNION ALL
SELECT month, dimension, to_segment, grain, customer_id, item_id, 'merged', 0, origin_id, 0, 1, NULL
FROM origins
WHERE place > 1
UNION ALL
SELECT month, dimension, from_segment, grain, customer_id, item_id, 'merged', -1, origin_id, 0, -1, NULL
FROM origins
WHERE part > 1

-- grain: one row per month, dimension, segment, grain, unit and what is booked of it
-- key: month, dimension, segment, grain, customer_id, item_id, movement, step, origin_id
-- sorted: no
-- meaning: where each movement is booked: in the segment of the end, or of the start
--   where nothing is left at the end. MRR that starts the month in another segment, or
--   at an account that was merged, is taken out of there and into it first. merged
--   counts the accounts that became one.
WITH moved AS (
  SELECT v.month, g.dimension, v.grain, v.customer_id, v.item_id, v.step, v.movement, v.amount, v.fx, v.reason, g.segment
  FROM metrics.movements v
  JOIN metrics.month_levels m ON m.month = v.month
  LEFT JOIN metrics.month_levels p ON p.month = m.previous_month
  JOIN metrics.customer_segments g
    ON g.day = CASE WHEN v.at_start AND NOT v.at_end THEN p.level_day ELSE m.level_day END AND g.customer_id = v.customer_id
  WHERE v.movement IS NOT NULL OR v.fx <> 0
),
placed AS (
  SELECT month, dimension, grain, customer_id, item_id, origin_id, start_mrr, from_segment, to_segment
  FROM metrics.regrouped_origins
  WHERE from_segment <> to_segment
  UNION ALL
  SELECT c.month, s.dimension, c.grain, c.customer_id, c.item_id, c.customer_id, c.start_mrr, s.start_segment, s.end_segment
  FROM metrics.segment_changes s
  JOIN metrics.unit_changes c ON c.month = s.month AND c.customer_id = s.customer_id AND c.at_start AND c.at_end
  LEFT JOIN metrics.regrouped_origins r
    ON r.month = c.month AND r.dimension = s.dimension AND r.grain = c.grain AND r.customer_id = c.customer_id AND r.item_id = c.item_id
    AND r.place = 1
  WHERE r.month IS NULL
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
FROM placed
UNION ALL
SELECT month, dimension, to_segment, grain, customer_id, item_id, 'transfer_in', 0, origin_id, start_mrr, 1, NULL
FROM placed
UNION ALL
SELECT month, dimension, to_segment, grain, customer_id, item_id, 'merged', 0, origin_id, 0, 1, NULL
FROM metrics.regrouped_origins
WHERE place > 1
UNION ALL
SELECT month, dimension, from_segment, grain, customer_id, item_id, 'merged', -1, origin_id, 0, -1, NULL
FROM metrics.regrouped_origins
WHERE part > 1

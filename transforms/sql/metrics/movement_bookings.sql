-- grain: one row per month, dimension, customer and movement
-- key: month, dimension, customer_id, movement, segment
-- meaning: where each customer's movement is booked. Churn stays in the segment
--   of the start; all else is booked in the segment of the end. A continuing
--   customer that changed segment takes its start MRR out of one and into the other.
WITH placed AS (
  SELECT
    c.month, c.customer_id, e.dimension, c.movement, c.amount, c.fx, c.start_mrr, c.end_mrr,
    b.segment AS start_segment,
    e.segment AS end_segment
  FROM metrics.mrr_changes c
  JOIN metrics.month_levels m ON m.month = c.month
  JOIN metrics.customer_segments e ON e.day = m.level_day AND e.customer_id = c.customer_id
  LEFT JOIN metrics.month_levels p ON p.month = m.previous_month
  LEFT JOIN metrics.customer_segments b
    ON b.day = p.level_day AND b.customer_id = c.customer_id AND b.dimension = e.dimension
)
SELECT month, dimension, CASE WHEN movement = 'churn' THEN start_segment ELSE end_segment END AS segment,
  customer_id, movement, amount
FROM placed
WHERE movement IS NOT NULL
UNION ALL
SELECT month, dimension, end_segment, customer_id, 'fx', fx
FROM placed
WHERE fx <> 0
UNION ALL
SELECT month, dimension, start_segment, customer_id, 'transfer_out', start_mrr
FROM placed
WHERE start_mrr > 0 AND end_mrr > 0 AND start_segment <> end_segment
UNION ALL
SELECT month, dimension, end_segment, customer_id, 'transfer_in', start_mrr
FROM placed
WHERE start_mrr > 0 AND end_mrr > 0 AND start_segment <> end_segment

-- grain: one row per month, segment, movement and reason
-- key: month, dimension, segment, movement, reason
-- meaning: marts.mrr_movements by why it happened: how much of churn was a pause, how
--   much a failed payment, how much of what came back had only been paused. Movements
--   without a reason of their own are left out.
-- check: not_null(month, dimension, segment, movement, reason, amount, customers)
SELECT
  b.month, b.dimension, b.segment, b.movement, b.reason,
  CAST(sum(b.amount) AS DECIMAL(18, 6)) AS amount,
  count(DISTINCT b.customer_id) AS customers
FROM metrics.movement_bookings b
JOIN metrics.movement_grains g ON g.grain = b.grain AND g.moves_money
WHERE b.reason IS NOT NULL
GROUP BY b.month, b.dimension, b.segment, b.movement, b.reason

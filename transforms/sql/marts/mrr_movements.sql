-- grain: one row per month, segment and kind of movement that happened
-- key: month, dimension, segment, movement
-- meaning: movements in constant currency, summed; fx is the exchange rate's part and
--   may be negative. By default net per customer and month; the settings
--   movement_grain and movement_mode say otherwise. customers counts the customers.
-- check: not_null(month, dimension, segment, movement, amount, customers)
-- check: accepted(movement, opening, new, reactivation, expansion, contraction, churn, fx, transfer_in, transfer_out)
-- check: expression(movement = 'fx' OR amount >= 0)
SELECT
  b.month, b.dimension, b.segment, b.movement,
  CAST(sum(b.amount) AS DECIMAL(18, 6)) AS amount,
  count(DISTINCT b.customer_id) AS customers
FROM metrics.movement_bookings b
JOIN metrics.movement_grains g ON g.grain = b.grain AND g.moves_money
WHERE b.movement <> 'merged'
GROUP BY b.month, b.dimension, b.segment, b.movement

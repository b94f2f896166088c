-- grain: one row per month, segment and kind of movement that happened
-- key: month, dimension, segment, movement
-- meaning: net movement per customer and month in constant currency, summed; fx is
--   the exchange rate's part and may be negative. customers counts the customers.
-- check: not_null(month, dimension, segment, movement, amount, customers)
-- check: accepted(movement, opening, new, reactivation, expansion, contraction, churn, fx, transfer_in, transfer_out)
-- check: expression(movement = 'fx' OR amount >= 0)
SELECT
  month, dimension, segment, movement,
  CAST(sum(amount) AS DECIMAL(18, 6)) AS amount,
  count(DISTINCT customer_id) AS customers
FROM metrics.movement_bookings
GROUP BY month, dimension, segment, movement

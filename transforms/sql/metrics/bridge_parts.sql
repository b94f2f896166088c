-- grain: one row per month, dimension, segment and part of the bridge
-- key: month, dimension, segment, part
-- meaning: the money of the grain movements are shown in, and always the customers:
--   start and end, every movement, how much of churn and reactivation has which
--   reason, and the customers the net of a month hides.
WITH booked AS (
  SELECT b.month, b.dimension, b.segment, b.movement, b.reason, b.amount, b.customers, g.moves_money, g.counts_customers
  FROM metrics.movement_bookings b
  JOIN metrics.movement_grains g ON g.grain = b.grain
),
ends AS (
  SELECT c.month, c.origin_id AS customer_id, p.level_day AS day, 'start' AS part, sum(c.start_mrr) AS amount
  FROM metrics.unit_origins c
  JOIN metrics.month_levels m ON m.month = c.month
  JOIN metrics.month_levels p ON p.month = m.previous_month
  WHERE c.grain = 'customer'
  GROUP BY c.month, c.origin_id, p.level_day
  UNION ALL
  SELECT c.month, c.customer_id, c.level_day, 'end', c.end_mrr
  FROM metrics.unit_changes c
  WHERE c.grain = 'customer' AND c.at_end
  UNION ALL
  SELECT c.month, c.customer_id, c.level_day, 'paying', 0
  FROM metrics.unit_changes c
  WHERE c.grain = 'customer' AND c.end_mrr > 0
  UNION ALL
  SELECT f.month, f.customer_id, m.level_day, f.flow, 0
  FROM metrics.month_flows f
  JOIN metrics.month_levels m ON m.month = f.month
),
parts AS (
  SELECT month, dimension, segment, movement AS part, CASE WHEN moves_money THEN amount ELSE 0 END AS amount,
    CASE WHEN counts_customers THEN customers ELSE 0 END AS customers
  FROM booked
  UNION ALL
  SELECT month, dimension, segment, movement || '_' || reason, CASE WHEN moves_money THEN amount ELSE 0 END,
    CASE WHEN counts_customers THEN customers ELSE 0 END
  FROM booked
  WHERE movement IN ('churn', 'reactivation')
  UNION ALL
  SELECT e.month, s.dimension, s.segment, e.part, e.amount, 1
  FROM ends e
  JOIN metrics.customer_segments s ON s.day = e.day AND s.customer_id = e.customer_id
)
SELECT month, dimension, segment, part, CAST(sum(amount) AS DECIMAL(18, 6)) AS amount, sum_int(customers) AS customers
FROM parts
GROUP BY month, dimension, segment, part

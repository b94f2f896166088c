-- grain: one row per month, grain and unit that ever paid
-- key: month, grain, customer_id, item_id
-- meaning: the first day with MRR of the unit: of all accounts that count as it in
--   that month, or of the item.
WITH items AS (
  SELECT customer_id, item_id, min(start_date) AS first_paid_on
  FROM metrics.counted_periods
  GROUP BY customer_id, item_id
)
SELECT u.month, 'customer' AS grain, u.unit_id AS customer_id, '' AS item_id, min(f.first_paid_on) AS first_paid_on
FROM metrics.customer_units u
JOIN metrics.first_payments f ON f.customer_id = u.customer_id
GROUP BY u.month, u.unit_id
UNION ALL
SELECT u.month, g.grain, u.unit_id, i.item_id, min(i.first_paid_on)
FROM metrics.movement_grains g
CROSS JOIN metrics.customer_units u
JOIN items i ON i.customer_id = u.customer_id
WHERE g.grain = 'item'
GROUP BY u.month, g.grain, u.unit_id, i.item_id

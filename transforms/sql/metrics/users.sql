-- grain: one row per customer and user who was ever active for it
-- key: customer_id, user_id
-- meaning: user_number stands for the pair where there are millions of rows.
SELECT customer_id, user_id, CAST(row_number() OVER (ORDER BY customer_id, user_id) AS INTEGER) AS user_number
FROM (SELECT DISTINCT customer_id, user_id FROM metrics.user_days) seen

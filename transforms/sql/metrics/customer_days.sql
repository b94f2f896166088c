-- grain: one row per customer and day with an active user
-- key: day, customer_id
-- sorted: no
-- meaning: the empty customer_id stands for users without a customer.
SELECT day, customer_id, count(*) AS users, sum_int(events) AS events
FROM metrics.user_days
GROUP BY day, customer_id

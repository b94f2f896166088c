-- grain: one row per customer and day with an active user
-- key: day, customer_id
-- sorted: no
-- meaning: own_users are those of no other customer. The empty customer_id stands for
--   users without a customer.
WITH days AS (
  SELECT day, customer_id, count(*) AS users, sum_int(events) AS events
  FROM metrics.user_days
  GROUP BY day, customer_id
),
shared AS (
  SELECT u.day, u.customer_id, count(*) AS users
  FROM metrics.user_days u
  JOIN metrics.shared_users s ON s.user_id = u.user_id
  GROUP BY u.day, u.customer_id
)
SELECT d.day, d.customer_id, d.users, d.users - coalesce(s.users, 0) AS own_users, d.events
FROM days d
LEFT JOIN shared s ON s.day = d.day AND s.customer_id = d.customer_id

-- grain: one row per reference day, customer and user active in the two windows before it
-- key: day, customer_id, user_id
-- sorted: no
-- meaning: on how many days the user was active in the window that ends on the
--   reference day and in the one before; age is that of the last active day.
SELECT
  b.day, u.customer_id, u.user_id,
  min(b.age) AS age,
  sum_int(CASE WHEN b.age < s.mau_days THEN 1 ELSE 0 END) AS active_days,
  sum_int(CASE WHEN b.age < s.mau_days THEN 0 ELSE 1 END) AS previous_days
FROM metrics.look_back_days b
CROSS JOIN core.settings s
JOIN metrics.user_days u ON u.day = b.seen_on
WHERE b.age < greatest(2 * s.mau_days, s.wau_days)
GROUP BY b.day, u.customer_id, u.user_id

-- grain: one row per reference day, customer and feature used in its windows
-- key: day, customer_id, feature
-- sorted: no
-- meaning: uses (events) in the feature window, and how many of the window's active
--   users used the feature.
SELECT
  b.day, e.customer_id, e.feature,
  sum_int(CASE WHEN b.age < s.feature_window_days THEN e.uses ELSE 0 END) AS uses,
  count(DISTINCT CASE WHEN b.age < s.mau_days AND w.age < s.mau_days THEN e.user_id END) AS active_users
FROM metrics.look_back_days b
CROSS JOIN core.settings s
JOIN metrics.feature_events e ON e.day = b.seen_on
LEFT JOIN metrics.user_windows w ON w.day = b.day AND w.customer_id = e.customer_id AND w.user_id = e.user_id
WHERE b.age < greatest(s.mau_days, s.feature_window_days)
GROUP BY b.day, e.customer_id, e.feature

-- grain: one row per customer, day, feature and user that used it
-- key: day, customer_id, feature, user_id
-- sorted: no
-- meaning: uses of the features of core.features, found by their event's name. The
--   bound on the instant, a day too early for any time zone, only spares reading
--   files whose events are all older.
SELECT u.day, u.customer_id, f.feature, u.user_id, count(*) AS uses
FROM core.usage_events u
JOIN (SELECT DISTINCT feature, event FROM core.features) f ON f.event = u.event
JOIN metrics.usage_history h ON u.day >= h.feature_start
WHERE u.customer_id IS NOT NULL
  AND u.occurred_at >= (SELECT CAST(add_days(feature_start, -1) AS TIMESTAMP) FROM metrics.usage_history)
GROUP BY u.day, u.customer_id, f.feature, u.user_id

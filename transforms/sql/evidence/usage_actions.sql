-- adds: coalesce(sum(part), 0)
-- meaning: one row per person active in the week; part is its actions.
SELECT
  u.customer_id, 'usage_event' AS record, CAST(NULL AS VARCHAR) AS source, u.user_id AS record_id, max(u.day) AS day,
  'on ' || CAST(count(*) AS VARCHAR) || ' days' AS detail,
  sum(u.events) AS part, CAST(NULL AS DOUBLE) AS base
FROM metrics.figure f
JOIN metrics.user_days u ON u.customer_id = f.customer_id AND u.day >= f.period_start AND u.day < f.period_end
GROUP BY u.customer_id, u.user_id

-- adds: count(*)
-- meaning: one row per person active in the week; part is the days it was.
WITH days AS (
  SELECT u.customer_id, u.user_id, u.day, u.events
  FROM metrics.figure f
  JOIN metrics.user_days u ON u.customer_id = f.customer_id AND u.day >= f.period_start AND u.day < f.period_end
),
trackers AS (
  SELECT e.user_id, max(e.source) AS source
  FROM metrics.figure f
  JOIN core.usage_events e ON e.customer_id = f.customer_id AND e.day >= f.period_start AND e.day < f.period_end
  GROUP BY e.user_id
)
SELECT
  u.customer_id, 'user' AS record, max(t.source) AS source, u.user_id AS record_id, max(u.day) AS day,
  CAST(sum(u.events) AS VARCHAR) || ' actions' AS detail,
  count(*) AS part, CAST(NULL AS DOUBLE) AS base
FROM days u
LEFT JOIN trackers t ON t.user_id = u.user_id
GROUP BY u.customer_id, u.user_id

-- adds: count(*)
-- meaning: one row per person active in the week; part is the days it was.
SELECT
  u.customer_id, 'usage_event' AS record, CAST(NULL AS VARCHAR) AS source, u.user_id AS record_id, max(u.day) AS day,
  CAST(sum(u.events) AS VARCHAR) || ' actions' AS detail,
  count(*) AS part, CAST(NULL AS DOUBLE) AS base
FROM metrics.figure f
JOIN metrics.user_days u ON u.customer_id = f.customer_id AND u.day >= f.period_start AND u.day < f.period_end
GROUP BY u.customer_id, u.user_id

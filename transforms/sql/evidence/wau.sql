-- adds: sum(part)
-- meaning: one row per person active in the seven days, once however many customers they are in,
--   with the last thing they did; and one that adds nothing but says since when use is
--   tracked, without which there is no number.
WITH seen AS (
  SELECT u.user_id, count(DISTINCT u.day) AS days, sum_int(u.events) AS events, max(u.day) AS day
  FROM metrics.figure f
  CROSS JOIN core.settings s
  JOIN metrics.user_days u ON u.day > add_days(f.last_day, -s.wau_days) AND u.day <= f.last_day
  JOIN metrics.segment_spans g
    ON g.customer_id = u.customer_id AND g.dimension = coalesce(f.dimension, 'all') AND g.segment = coalesce(f.segment, 'all')
    AND g.valid_from <= f.last_day AND (g.valid_to IS NULL OR g.valid_to > f.last_day)
  WHERE f.customer_id IS NULL OR u.customer_id = f.customer_id
  GROUP BY u.user_id
),
last AS (
  SELECT
    n.user_id, max_by(e.customer_id, e.occurred_at) AS customer_id,
    max_by(e.event_id, e.occurred_at) AS event_id, max_by(e.source, e.occurred_at) AS source
  FROM seen n
  JOIN core.usage_events e ON e.user_id = n.user_id AND e.day = n.day
  GROUP BY n.user_id
)
SELECT
  l.customer_id, 'usage_event' AS record, l.source, l.event_id AS record_id, n.day,
  n.user_id || ', ' || CAST(n.events AS VARCHAR) || ' events on ' || CAST(n.days AS VARCHAR) || ' days' AS detail,
  1.0 AS part, CAST(NULL AS DOUBLE) AS base
FROM seen n
JOIN last l ON l.user_id = n.user_id
UNION ALL
SELECT
  f.customer_id, 'tracking', NULL, NULL, h.first_day, coalesce('tracked since ' || CAST(h.first_day AS VARCHAR), 'no tracker'),
  CASE WHEN h.first_day <= f.last_day THEN 0.0 END, NULL
FROM metrics.figure f
CROSS JOIN metrics.usage_history h

-- adds: ratio(sum(part), sum(base))
-- meaning: one row per customer and person active in it: part is the days they were
--   active in the window, base 1.
SELECT
  w.customer_id, 'user' AS record, CAST(NULL AS VARCHAR) AS source, w.user_id AS record_id, add_days(w.day, -w.age) AS day,
  w.user_id || ', active on ' || CAST(w.active_days AS VARCHAR) || ' days' AS detail,
  w.active_days AS part, 1.0 AS base
FROM metrics.figure f
CROSS JOIN core.settings s
JOIN metrics.user_windows w ON w.day = f.last_day AND w.age < s.mau_days
JOIN metrics.customer_usage c ON c.day = w.day AND c.customer_id = w.customer_id
JOIN metrics.segment_spans g
  ON g.customer_id = w.customer_id AND g.dimension = coalesce(f.dimension, 'all') AND g.segment = coalesce(f.segment, 'all')
  AND g.valid_from <= f.last_day AND (g.valid_to IS NULL OR g.valid_to > f.last_day)
WHERE f.customer_id IS NULL OR w.customer_id = f.customer_id

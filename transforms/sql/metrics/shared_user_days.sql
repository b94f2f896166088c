-- grain: one row per segment, shared user, day it was active and stretch of days that day counts
-- key: dimension, segment, user_id, day, from_day
-- sorted: no
-- meaning: the days [from_day, to_day) on which the window holds the user-day for
--   the segment: as long as any customer the user was active for is in it.
WITH placed AS (
  SELECT
    g.dimension, g.segment, u.user_id, u.day,
    greatest(u.day, g.valid_from) AS from_day,
    least(add_days(u.day, s.mau_days), coalesce(g.valid_to, add_days(u.day, s.mau_days))) AS to_day
  FROM metrics.user_days u
  JOIN metrics.shared_users h ON h.user_id = u.user_id
  CROSS JOIN core.settings s
  JOIN metrics.segment_spans g
    ON g.customer_id = u.customer_id AND g.valid_from < add_days(u.day, s.mau_days) AND (g.valid_to IS NULL OR g.valid_to > u.day)
),
reach AS (
  SELECT
    p.*,
    max(to_day) OVER (
      PARTITION BY dimension, segment, user_id, day ORDER BY from_day, to_day
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS reached
  FROM placed p
)
SELECT dimension, segment, user_id, day, greatest(from_day, coalesce(reached, from_day)) AS from_day, to_day
FROM reach
WHERE reached IS NULL OR to_day > reached

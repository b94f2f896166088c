-- grain: one row per measure (wau, mau), segment, shared user and stretch of days it counts
-- key: measure, dimension, segment, user_id, from_day
-- sorted: no
-- meaning: the days [from_day, to_day) on which the user counts as active for the
--   segment, for whichever of its customers: stretches do not overlap.
WITH placed AS (
  SELECT
    u.measure, g.dimension, g.segment, s.user_id,
    greatest(u.from_day, g.valid_from) AS from_day,
    least(u.to_day, coalesce(g.valid_to, u.to_day)) AS to_day
  FROM metrics.user_presence u
  JOIN metrics.users n ON n.user_number = u.user_number
  JOIN metrics.shared_users s ON s.user_id = n.user_id
  JOIN metrics.segment_spans g
    ON g.customer_id = n.customer_id AND g.valid_from < u.to_day AND (g.valid_to IS NULL OR g.valid_to > u.from_day)
),
reach AS (
  SELECT
    measure, dimension, segment, user_id, from_day, to_day,
    max(to_day) OVER (
      PARTITION BY measure, dimension, segment, user_id ORDER BY from_day, to_day
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS reached
  FROM placed
)
-- What a stretch adds to what the earlier ones cover already.
SELECT measure, dimension, segment, user_id, greatest(from_day, coalesce(reached, from_day)) AS from_day, to_day
FROM reach
WHERE reached IS NULL OR to_day > reached

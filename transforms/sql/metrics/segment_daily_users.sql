-- grain: one row per day and segment with active users
-- key: dimension, segment, day
-- meaning: distinct users of the day; own_users are those of one customer only.
WITH counted AS (
  SELECT u.day, u.customer_id, s.user_id AS shared_user, count(*) AS users
  FROM metrics.user_days u
  LEFT JOIN metrics.shared_users s ON s.user_id = u.user_id
  GROUP BY u.day, u.customer_id, s.user_id
)
SELECT
  c.day, g.dimension, g.segment,
  count(DISTINCT c.shared_user) + coalesce(sum_int(CASE WHEN c.shared_user IS NULL THEN c.users END), 0) AS dau,
  coalesce(sum_int(CASE WHEN c.shared_user IS NULL THEN c.users END), 0) AS own_users
FROM counted c
JOIN metrics.segment_spans g
  ON g.customer_id = c.customer_id AND g.valid_from <= c.day AND (g.valid_to IS NULL OR g.valid_to > c.day)
GROUP BY c.day, g.dimension, g.segment

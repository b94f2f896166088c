-- grain: one row per day and segment with active users
-- key: dimension, segment, day
-- meaning: distinct users of the day; own_users are those of one customer only.
WITH shared AS (
  SELECT u.day, u.customer_id, u.user_id
  FROM metrics.user_days u
  JOIN metrics.shared_users s ON s.user_id = u.user_id
),
shared_days AS (
  SELECT day, customer_id, count(*) AS users FROM shared GROUP BY day, customer_id
),
counted AS (
  SELECT c.day, c.customer_id, CAST(NULL AS VARCHAR) AS shared_user, c.users - coalesce(n.users, 0) AS users
  FROM metrics.customer_days c
  LEFT JOIN shared_days n ON n.day = c.day AND n.customer_id = c.customer_id
  UNION ALL
  SELECT day, customer_id, user_id, 1 FROM shared
)
SELECT
  c.day, g.dimension, g.segment,
  count(DISTINCT c.shared_user) + coalesce(sum_int(CASE WHEN c.shared_user IS NULL THEN c.users END), 0) AS dau,
  coalesce(sum_int(CASE WHEN c.shared_user IS NULL THEN c.users END), 0) AS own_users
FROM counted c
JOIN metrics.segment_spans g
  ON g.customer_id = c.customer_id AND g.valid_from <= c.day AND (g.valid_to IS NULL OR g.valid_to > c.day)
GROUP BY c.day, g.dimension, g.segment

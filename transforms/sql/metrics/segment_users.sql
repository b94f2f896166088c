-- grain: one row per day, measure (wau, mau) and segment on which the count of users changes
-- key: measure, dimension, segment, day
-- meaning: by how many users the segment's rolling count changes that day. A person
--   in two customers of a segment counts once; a customer that changes segment
--   takes its users along.
WITH counted AS (
  SELECT u.measure, n.customer_id, s.user_id AS shared_user, u.from_day, u.to_day, count(*) AS users
  FROM metrics.user_presence u
  JOIN metrics.users n ON n.user_number = u.user_number
  LEFT JOIN metrics.shared_users s ON s.user_id = n.user_id
  GROUP BY u.measure, n.customer_id, s.user_id, u.from_day, u.to_day
),
placed AS (
  SELECT
    u.measure, g.dimension, g.segment, u.shared_user, u.users,
    greatest(u.from_day, g.valid_from) AS from_day,
    least(u.to_day, coalesce(g.valid_to, u.to_day)) AS to_day
  FROM counted u
  JOIN metrics.segment_spans g
    ON g.customer_id = u.customer_id AND g.valid_from < u.to_day AND (g.valid_to IS NULL OR g.valid_to > u.from_day)
),
reach AS (
  SELECT
    measure, dimension, segment, from_day, to_day,
    max(to_day) OVER (
      PARTITION BY measure, dimension, segment, shared_user ORDER BY from_day, to_day
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS reached
  FROM placed
  WHERE shared_user IS NOT NULL
),
-- What a shared user's stretch adds to what its earlier stretches cover already.
added AS (
  SELECT measure, dimension, segment, greatest(from_day, coalesce(reached, from_day)) AS from_day, to_day, 1 AS users
  FROM reach
  WHERE reached IS NULL OR to_day > reached
  UNION ALL
  SELECT measure, dimension, segment, from_day, to_day, users
  FROM placed
  WHERE shared_user IS NULL
),
steps AS (
  SELECT measure, dimension, segment, from_day AS day, users FROM added
  UNION ALL
  SELECT measure, dimension, segment, to_day, -users FROM added
)
SELECT measure, dimension, segment, day, sum_int(users) AS users
FROM steps
GROUP BY measure, dimension, segment, day

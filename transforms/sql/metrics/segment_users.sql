-- grain: one row per day, measure (wau, mau) and segment on which the count of users changes
-- key: measure, dimension, segment, day
-- meaning: by how many users the segment's rolling count changes that day. A person
--   in two customers of a segment counts once; a customer that changes segment
--   takes its users along.
WITH own_users AS (
  SELECT n.user_number, p.combination, p.valid_from, p.valid_to
  FROM metrics.users n
  JOIN metrics.segment_pieces p ON p.customer_id = n.customer_id
  LEFT JOIN metrics.shared_users s ON s.user_id = n.user_id
  WHERE s.user_id IS NULL
),
own AS (
  SELECT
    u.measure, o.combination,
    CASE WHEN e.step = 1 THEN greatest(u.from_day, o.valid_from) ELSE least(u.to_day, o.valid_to) END AS day,
    sum_int(e.step) AS users
  FROM metrics.user_presence u
  JOIN own_users o ON o.user_number = u.user_number AND o.valid_from < u.to_day AND o.valid_to > u.from_day
  CROSS JOIN (VALUES (1), (-1)) AS e(step)
  GROUP BY u.measure, o.combination, CASE WHEN e.step = 1 THEN greatest(u.from_day, o.valid_from) ELSE least(u.to_day, o.valid_to) END
),
steps AS (
  SELECT o.measure, c.dimension, c.segment, o.day, o.users
  FROM own o
  JOIN metrics.segment_combinations c ON c.combination = o.combination
  UNION ALL
  SELECT u.measure, u.dimension, u.segment, CASE WHEN e.step = 1 THEN u.from_day ELSE u.to_day END, e.step
  FROM metrics.shared_presence u
  CROSS JOIN (VALUES (1), (-1)) AS e(step)
)
SELECT measure, dimension, segment, day, sum_int(users) AS users
FROM steps
GROUP BY measure, dimension, segment, day

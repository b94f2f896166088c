-- grain: one row per day and segment with active users
-- key: dimension, segment, day
-- meaning: distinct users of the day; own_users are those of one customer only.
WITH own AS (
  SELECT d.day, p.combination, sum_int(d.own_users) AS users
  FROM metrics.customer_days d
  JOIN metrics.segment_pieces p ON p.customer_id = d.customer_id AND p.valid_from <= d.day AND p.valid_to > d.day
  GROUP BY d.day, p.combination
),
counted AS (
  SELECT o.day, c.dimension, c.segment, o.users, o.users AS own_users
  FROM own o
  JOIN metrics.segment_combinations c ON c.combination = o.combination
  UNION ALL
  SELECT u.day, g.dimension, g.segment, count(DISTINCT u.user_id), 0
  FROM metrics.user_days u
  JOIN metrics.shared_users s ON s.user_id = u.user_id
  JOIN metrics.segment_spans g
    ON g.customer_id = u.customer_id AND g.valid_from <= u.day AND (g.valid_to IS NULL OR g.valid_to > u.day)
  GROUP BY u.day, g.dimension, g.segment
)
SELECT day, dimension, segment, sum_int(users) AS dau, sum_int(own_users) AS own_users
FROM counted
GROUP BY day, dimension, segment

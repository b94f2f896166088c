-- grain: one row per day, measure (dau, wau, mau) and segment on which the count of users changes
-- key: measure, dimension, segment, day
-- meaning: by how many users the segment's rolling count changes that day. A person
--   in two customers of a segment counts once; a customer that changes segment
--   takes its users along.
WITH placed AS (
  SELECT
    u.measure, g.dimension, g.segment, u.user_id,
    greatest(u.from_day, g.valid_from) AS from_day,
    least(u.to_day, coalesce(g.valid_to, u.to_day)) AS to_day
  FROM metrics.user_presence u
  JOIN metrics.segment_spans g
    ON g.customer_id = u.customer_id AND g.valid_from < u.to_day AND (g.valid_to IS NULL OR g.valid_to > u.from_day)
),
reach AS (
  SELECT
    measure, dimension, segment, user_id, from_day, to_day,
    max(to_day) OVER (
      PARTITION BY measure, dimension, segment, user_id ORDER BY from_day, to_day
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS reached
  FROM placed
),
-- What a stretch adds to what the user's earlier stretches cover already.
added AS (
  SELECT measure, dimension, segment, greatest(from_day, coalesce(reached, from_day)) AS from_day, to_day
  FROM reach
  WHERE reached IS NULL OR to_day > reached
),
steps AS (
  SELECT measure, dimension, segment, from_day AS day, 1 AS step FROM added
  UNION ALL
  SELECT measure, dimension, segment, to_day, -1 FROM added
)
SELECT measure, dimension, segment, day, sum_int(step) AS users
FROM steps
GROUP BY measure, dimension, segment, day

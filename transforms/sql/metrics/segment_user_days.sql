-- grain: one row per day and segment on which the window's count of user-days changes
-- key: dimension, segment, day
-- meaning: by how much. A day of a user counts until it leaves the window; a customer
--   that changes segment takes the days along that the window still holds, as
--   metrics.segment_users does with the users.
WITH steps AS (
  SELECT d.dimension, d.segment, d.day, d.own_users AS user_days
  FROM metrics.segment_daily_users d
  UNION ALL
  SELECT d.dimension, d.segment, add_days(d.day, s.mau_days), -d.own_users
  FROM metrics.segment_daily_users d
  CROSS JOIN core.settings s
  UNION ALL
  SELECT dimension, segment, moved_on, users FROM metrics.moved_user_days
  UNION ALL
  SELECT m.dimension, m.segment, add_days(m.day, s.mau_days), -m.users FROM metrics.moved_user_days m CROSS JOIN core.settings s
  UNION ALL
  SELECT dimension, segment_before, moved_on, -users FROM metrics.moved_user_days
  UNION ALL
  SELECT m.dimension, m.segment_before, add_days(m.day, s.mau_days), m.users FROM metrics.moved_user_days m CROSS JOIN core.settings s
  UNION ALL
  SELECT dimension, segment, from_day, 1 FROM metrics.shared_user_days
  UNION ALL
  SELECT dimension, segment, to_day, -1 FROM metrics.shared_user_days
)
SELECT dimension, segment, day, sum_int(user_days) AS user_days
FROM steps
GROUP BY dimension, segment, day

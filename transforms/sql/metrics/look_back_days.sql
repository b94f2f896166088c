-- grain: one row per reference day and day it looks back to
-- key: seen_on, day
-- meaning: age is 0 on the reference day itself. Facts find the windows they fall
--   into by an equality join on the day, however many facts there are.
SELECT
  r.day,
  CAST(spine.day AS DATE) AS seen_on,
  days_between(spine.day, r.day) AS age
FROM metrics.reference_days r
CROSS JOIN core.settings s
CROSS JOIN UNNEST(generate_series(
  add_days(r.day, 1 - greatest(2 * s.mau_days, s.wau_days, s.feature_window_days)), r.day, INTERVAL 1 DAY)) AS spine(day)

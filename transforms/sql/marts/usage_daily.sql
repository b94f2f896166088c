-- grain: one row per day since the first event, and segment
-- key: dimension, segment, day
-- meaning: distinct users of the day, of 7 and of 28 days, each person once per
--   segment; stickiness is the mean daily users of 28 days by the mau at their end,
--   days without events counting 0. Windows hold what the customers of that day did
--   in them, in whichever segment they then were.
-- check: not_null(day, dimension, segment, dau, wau, mau)
-- check: expression(dau <= wau AND wau <= mau)
-- check: expression(stickiness IS NULL OR stickiness BETWEEN 0 AND 1)
WITH grid AS (
  SELECT CAST(spine.day AS DATE) AS day, v.dimension, v.segment
  FROM metrics.usage_history h
  CROSS JOIN metrics.segment_values v
  CROSS JOIN UNNEST(generate_series(h.first_day, h.as_of, INTERVAL 1 DAY)) AS spine(day)
),
steps AS (
  SELECT
    dimension, segment, day,
    sum_int(CASE WHEN measure = 'wau' THEN users ELSE 0 END) AS wau,
    sum_int(CASE WHEN measure = 'mau' THEN users ELSE 0 END) AS mau
  FROM metrics.segment_users
  GROUP BY dimension, segment, day
),
levels AS (
  SELECT
    g.day, g.dimension, g.segment,
    coalesce(u.dau, 0) AS dau,
    CAST(coalesce(sum(s.wau) OVER days, 0) AS BIGINT) AS wau,
    CAST(coalesce(sum(s.mau) OVER days, 0) AS BIGINT) AS mau,
    CAST(coalesce(sum(d.user_days) OVER days, 0) AS BIGINT) AS user_days
  FROM grid g
  LEFT JOIN metrics.segment_daily_users u ON u.dimension = g.dimension AND u.segment = g.segment AND u.day = g.day
  LEFT JOIN steps s ON s.dimension = g.dimension AND s.segment = g.segment AND s.day = g.day
  LEFT JOIN metrics.segment_user_days d ON d.dimension = g.dimension AND d.segment = g.segment AND d.day = g.day
  WINDOW days AS (PARTITION BY g.dimension, g.segment ORDER BY g.day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
)
SELECT
  l.day, l.dimension, l.segment, l.dau, l.wau, l.mau, l.user_days,
  ratio(l.user_days, s.mau_days * l.mau) AS stickiness,
  l.day < add_days(h.first_day, s.mau_days - 1) AS is_warming_up
FROM levels l
CROSS JOIN core.settings s
CROSS JOIN metrics.usage_history h

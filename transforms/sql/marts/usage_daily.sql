-- grain: one row per day since the first event, and segment
-- key: dimension, segment, day
-- meaning: distinct users of the day, of 7 and of 28 days, each person once per
--   segment; stickiness is the mean dau of 28 days by the mau at their end, days
--   without events counting 0.
-- check: not_null(day, dimension, segment, dau, wau, mau)
-- check: expression(dau <= wau AND wau <= mau)
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
    CAST(coalesce(sum(s.mau) OVER days, 0) AS BIGINT) AS mau
  FROM grid g
  LEFT JOIN metrics.segment_daily_users u ON u.dimension = g.dimension AND u.segment = g.segment AND u.day = g.day
  LEFT JOIN steps s ON s.dimension = g.dimension AND s.segment = g.segment AND s.day = g.day
  WINDOW days AS (PARTITION BY g.dimension, g.segment ORDER BY g.day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
),
summed AS (
  SELECT
    c.day, c.dimension, c.segment, c.dau, c.wau, c.mau, s.mau_days, h.first_day,
    sum(c.dau) OVER (
      PARTITION BY c.dimension, c.segment ORDER BY c.day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS user_days
  FROM levels c
  CROSS JOIN core.settings s
  CROSS JOIN metrics.usage_history h
),
windowed AS (
  SELECT w.day, w.dimension, w.segment, w.dau, w.wau, w.mau, w.mau_days, w.first_day,
    w.user_days - coalesce(b.user_days, 0) AS user_days
  FROM summed w
  LEFT JOIN summed b
    ON b.dimension = w.dimension AND b.segment = w.segment AND b.day = add_days(w.day, -w.mau_days)
)
SELECT
  day, dimension, segment, dau, wau, mau,
  ratio(user_days, mau_days * mau) AS stickiness,
  day < add_days(first_day, mau_days - 1) AS is_warming_up
FROM windowed

-- grain: one row per day of each reporting period
-- key: day, topic, span, period_start
-- meaning: lets facts find their periods by an equality join on the day.
SELECT
  CAST(spine.day AS DATE) AS day,
  p.topic, p.span, p.period_start, p.period_end, p.last_day
FROM metrics.periods p
CROSS JOIN UNNEST(generate_series(p.period_start, p.last_day, INTERVAL 1 DAY)) AS spine(day)

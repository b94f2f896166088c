-- grain: one row per pattern of a day of UTC and minute of it
-- key: slot
-- meaning: open_before counts the pattern's open minutes before the minute.
WITH patterns AS (
  SELECT DISTINCT pattern FROM core.schedule_days
),
spine AS (
  SELECT CAST(minutes.minute AS BIGINT) AS minute
  FROM UNNEST(generate_series(0, 1439)) AS minutes(minute)
)
SELECT
  p.pattern * 1440 + m.minute AS slot,
  sum_int(coalesce(clamp(m.minute - o.opens, 0, o.closes - o.opens), 0)) AS open_before,
  coalesce(bool_or(m.minute >= o.opens AND m.minute < o.closes), FALSE) AS is_open
FROM patterns p
CROSS JOIN spine m
LEFT JOIN core.schedule_openings o ON o.pattern = p.pattern
GROUP BY p.pattern, m.minute

-- grain: one row per UTC day on which a user did something
-- key: utc_day
-- meaning: the local days it lies in: first_day before next_from and next_day from
--   then on, so that millions of events find theirs by an equality join. next_from
--   is null on the days on which the clocks change.
WITH used AS (
  SELECT CAST(occurred_at AS DATE) AS utc_day FROM staging.usage_records
  UNION
  SELECT CAST(occurred_at AS DATE) FROM raw.files_usage_events
),
bounds AS (
  SELECT
    u.utc_day,
    timezone(s.timezone, timezone('UTC', CAST(u.utc_day AS TIMESTAMP))) AS begins,
    timezone(s.timezone, timezone('UTC', CAST(u.utc_day AS TIMESTAMP) + INTERVAL 1 DAY)) AS ends
  FROM used u
  CROSS JOIN core.settings s
  WHERE u. utc_day IS NOT NULL
)
SELECT
  utc_day,
  CAST(begins AS DATE) AS first_day,
  CAST(ends AS DATE) AS next_day,
  CASE WHEN ends = begins + INTERVAL 1 DAY THEN day_start(CAST(ends AS DATE)) END AS next_from
FROM bounds

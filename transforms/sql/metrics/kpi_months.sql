-- grain: one row per measure of the strategy map and month that is over
-- key: metric, month
-- meaning: one series a measure, of the kind that has most months; of as many, a
--   month's own figures before its end's and before those of twelve months, which
--   share eleven of them with the month before.
WITH counted AS (
  SELECT
    metric, kind, month, value,
    count(*) OVER (PARTITION BY metric, kind) AS months,
    CASE kind WHEN 'flow' THEN 1 WHEN 'level' THEN 2 ELSE 3 END AS preference
  FROM metrics.kpi_readings
),
chosen AS (
  SELECT metric, kind, month, value, rank() OVER (PARTITION BY metric ORDER BY months DESC, preference) AS place
  FROM counted
)
SELECT metric, month, value, kind FROM chosen WHERE place = 1

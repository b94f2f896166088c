-- grain: one row per measure of the strategy map, month that is over and kind of reading
-- key: metric, kind, month
-- meaning: every way a measure of all customers is known by month. flow: the figure
--   of the month itself. level: that of its last day, or what the last recorded night
--   of the month saw, by the definition of today. year: of the twelve months to its end.
WITH measures AS (
  SELECT from_measure AS metric FROM core.strategy_links
  UNION
  SELECT to_measure FROM core.strategy_links
),
figures AS (
  SELECT
    f.metric,
    CASE f.span WHEN 'month' THEN 'flow' WHEN 'day' THEN 'level' ELSE 'year' END AS kind,
    month_of(add_days(f.period_end, -1)) AS month, f.value
  FROM marts.figures f
  JOIN measures m ON m.metric = f.metric
  JOIN core.settings s ON f.period_end <= add_days(s.as_of, 1)
  WHERE f.customer_id IS NULL AND coalesce(f.dimension, 'all') = 'all' AND f.value IS NOT NULL
    AND (f.span IN ('month', 'ttm') OR (f.span = 'day' AND f.period_start = month_last_day(f.period_start)))
),
nights AS (
  SELECT
    n.kpi, n.actual, month_of(n.as_of) AS month,
    max(n.definition_version) OVER (PARTITION BY n.kpi) AS newest_version, n.definition_version,
    row_number() OVER (PARTITION BY n.kpi, month_of(n.as_of) ORDER BY n.as_of DESC) AS place
  FROM marts.scorecard_nights n
  JOIN measures m ON m.metric = n.kpi
  JOIN core.settings s ON n.as_of <= s.as_of AND add_months(month_of(n.as_of), 1) <= add_days(s.as_of, 1)
),
levels AS (
  SELECT metric, month, value, 1 AS preference FROM figures WHERE kind = 'level'
  UNION ALL
  SELECT kpi, month, actual, 2 FROM nights
  WHERE place = 1 AND actual IS NOT NULL AND coalesce(definition_version, 0) = coalesce(newest_version, 0)
)
SELECT metric, kind, month, max(value) AS value FROM figures WHERE kind <> 'level' GROUP BY metric, kind, month
UNION ALL
SELECT l.metric, 'level', l.month, l.value
FROM (SELECT *, row_number() OVER (PARTITION BY metric, month ORDER BY preference, value) AS place FROM levels) l
WHERE l.place = 1
UNION ALL
SELECT o.metric, 'flow', o.month, o.value
FROM metrics.onboarding_months o
JOIN measures m ON m.metric = o.metric

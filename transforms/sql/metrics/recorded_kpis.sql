-- grain: one row per KPI a night about a month ago recorded
-- key: kpi
-- meaning: what the newest night of the week to that day said, by the definition of
--   today; null where it was another.
WITH versions AS (
  SELECT t.kpi, max(v.version) AS version
  FROM core.scorecard_targets t
  LEFT JOIN marts.definition_versions v ON v.metric = t.metric
  GROUP BY t.kpi
),
nights AS (
  SELECT n.kpi, n.actual, n.definition_version, row_number() OVER (PARTITION BY n.kpi ORDER BY n.as_of DESC) AS back
  FROM raw.quarterdeck_nights n
  JOIN staging.recorded_runs r ON r.as_of = n.as_of AND r.run_id = n.run_id
  CROSS JOIN core.settings s
  WHERE n.as_of <= add_months(s.as_of, -1) AND n.as_of > add_days(add_months(s.as_of, -1), -7)
)
SELECT n.kpi, CASE WHEN n.definition_version = v.version THEN n.actual END AS actual
FROM nights n
JOIN versions v ON v.kpi = n.kpi
WHERE n.back = 1

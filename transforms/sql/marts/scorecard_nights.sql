-- grain: one row per as-of day computed so far and KPI
-- key: as_of, kpi
-- meaning: the scorecard as each night saw it, and beside it mrr, arr and
--   paying_customers. is_break: by another version of the definition than the night
--   before, so the two do not compare. hindsight: computed with what came in later.
-- check: not_null(as_of, kpi, is_break, hindsight)
WITH nights AS (
  SELECT n.as_of, n.kpi, n.actual, n.score, n.status, n.definition_version, n.hindsight, n.run_id
  FROM raw.quarterdeck_nights n
  JOIN staging.recorded_runs r ON r.as_of = n.as_of AND r.run_id = n.run_id
  UNION ALL
  SELECT t.as_of, f.kpi, f.actual, f.score, f.status, f.definition_version, t.hindsight, t.run_id
  FROM metrics.night_figures f
  CROSS JOIN metrics.tonight t
)
SELECT
  as_of, kpi, actual, score, status, definition_version,
  coalesce(definition_version <> lag(definition_version) OVER (PARTITION BY kpi ORDER BY as_of), FALSE) AS is_break,
  hindsight, run_id
FROM nights

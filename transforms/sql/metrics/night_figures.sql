-- grain: one row per KPI of the scorecard and headline figure of the as-of day
-- key: kpi
WITH versions AS (
  SELECT metric, max(version) AS version
  FROM marts.definition_versions
  GROUP BY metric
),
paying AS (
  SELECT sum(mrr) AS mrr, count(*) AS customers
  FROM marts.customers
  WHERE paying
),
headlines AS (
  SELECT 'mrr' AS kpi, CAST(coalesce(mrr, 0) AS DOUBLE) AS actual FROM paying
  UNION ALL
  SELECT 'arr', CAST(coalesce(12 * mrr, 0) AS DOUBLE) FROM paying
  UNION ALL
  SELECT 'paying_customers', CAST(customers AS DOUBLE) FROM paying
),
figures AS (
  SELECT k.kpi, t.metric, k.actual, k.score, k.status
  FROM marts.scorecard k
  JOIN core.scorecard_targets t ON t.kpi = k.kpi
  UNION ALL
  SELECT kpi, kpi, actual, NULL, NULL
  FROM headlines
  WHERE kpi NOT IN (SELECT kpi FROM core.scorecard_targets)
)
SELECT f.kpi, f.actual, f.score, f.status, v.version AS definition_version
FROM figures f
LEFT JOIN versions v ON v.metric = f.metric

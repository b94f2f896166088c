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
figures AS (
  SELECT kpi, actual, score, status FROM marts.scorecard
  UNION ALL
  SELECT 'mrr', CAST(coalesce(mrr, 0) AS DOUBLE), NULL, NULL FROM paying
  UNION ALL
  SELECT 'arr', CAST(coalesce(12 * mrr, 0) AS DOUBLE), NULL, NULL FROM paying
  UNION ALL
  SELECT 'paying_customers', CAST(customers AS DOUBLE), NULL, NULL FROM paying
)
SELECT f.kpi, f.actual, f.score, f.status, v.version AS definition_version
FROM figures f
LEFT JOIN versions v ON v.metric = f.kpi

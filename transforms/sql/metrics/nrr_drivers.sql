-- grain: one row per driver of net revenue retention
-- key: driver
-- meaning: what expansion, contraction and churn do to the rate, of the last twelve
--   months that are over and of those to the month before. 1 and they together are NRR.
WITH windows AS (
  SELECT span, period_start, row_number() OVER (ORDER BY period_start DESC) AS back
  FROM marts.retention
  WHERE span = 'ttm' AND dimension = 'all' AND nrr IS NOT NULL
),
parts AS (
  SELECT
    w.back, sum(o.start_mrr) AS start_mrr,
    sum(o.end_mrr - o.kept_mrr) AS expansion,
    sum(CASE WHEN o.is_lost THEN 0 ELSE o.kept_mrr - o.start_mrr END) AS contraction,
    sum(CASE WHEN o.is_lost THEN o.kept_mrr - o.start_mrr ELSE 0 END) AS churn
  FROM windows w
  JOIN metrics.retention_segments o ON o.span = w.span AND o.period_start = w.period_start AND o.dimension = 'all'
  WHERE w.back <= 2
  GROUP BY w.back
),
drivers AS (
  SELECT 'expansion' AS driver, back, ratio(expansion, start_mrr) AS value FROM parts
  UNION ALL
  SELECT 'contraction', back, ratio(contraction, start_mrr) FROM parts
  UNION ALL
  SELECT 'churn', back, ratio(churn, start_mrr) FROM parts
)
SELECT
  'nrr' AS metric, driver,
  max(CASE WHEN back = 1 THEN value END) AS value,
  max(CASE WHEN back = 2 THEN value END) AS previous
FROM drivers
GROUP BY driver

-- grain: one row per KPI of recurring revenue and moment (actual, previous)
-- key: kpi, moment
-- meaning: nrr, grr and logo_churn over the twelve months to the last complete
--   month, and to the month before; mrr_growth is the growth of MRR over the same months.
WITH windows AS (
  SELECT
    period_start, period_end, nrr, grr, logo_churn,
    row_number() OVER (ORDER BY period_end DESC) AS back
  FROM marts.retention
  WHERE span = 'ttm' AND dimension = 'all'
),
moments AS (
  SELECT CASE back WHEN 1 THEN 'actual' ELSE 'previous' END AS moment, period_start, period_end, nrr, grr, logo_churn
  FROM windows
  WHERE back <= 2
),
growth AS (
  SELECT m.moment, ratio(e.end_mrr - b.start_mrr, b.start_mrr) AS mrr_growth
  FROM moments m
  JOIN marts.mrr_bridge b ON b.dimension = 'all' AND b.month = m.period_start
  JOIN marts.mrr_bridge e ON e.dimension = 'all' AND e.month = add_months(m.period_end, -1)
)
SELECT 'nrr' AS kpi, moment, nrr AS value, 'nrr' AS metric, 'ttm' AS span, period_start FROM moments
UNION ALL
SELECT 'grr', moment, grr, 'grr', 'ttm', period_start FROM moments
UNION ALL
SELECT 'logo_churn', moment, logo_churn, 'logo_churn', 'ttm', period_start FROM moments
UNION ALL
SELECT 'mrr_growth', g.moment, g.mrr_growth, 'mrr_growth', 'day', s.as_of FROM growth g CROSS JOIN core.settings s

-- grain: one row per KPI
-- key: kpi
-- meaning: all KPIs the scorecard can show, the value now and one month earlier.
--   metric, span and period_start say which figure of all customers the value now is.
WITH every AS (
  SELECT kpi, moment, value, metric, span, period_start FROM metrics.kpi_retention
  UNION ALL
  SELECT kpi, moment, value, metric, span, period_start FROM metrics.kpi_voice
  UNION ALL
  SELECT kpi, moment, value, metric, span, period_start FROM metrics.kpi_support
  UNION ALL
  SELECT kpi, moment, value, metric, span, period_start FROM metrics.kpi_health
  UNION ALL
  SELECT kpi, moment, value, metric, span, period_start FROM metrics.kpi_matching
)
SELECT
  kpi,
  max(CASE WHEN moment = 'actual' THEN value END) AS actual,
  max(CASE WHEN moment = 'previous' THEN value END) AS previous,
  max(CASE WHEN moment = 'actual' THEN metric END) AS metric,
  max(CASE WHEN moment = 'actual' THEN span END) AS span,
  max(CASE WHEN moment = 'actual' THEN period_start END) AS period_start
FROM every
GROUP BY kpi

-- grain: one row per KPI
-- key: kpi
-- meaning: all KPIs the scorecard can show, the value now and one month earlier.
WITH every AS (
  SELECT kpi, moment, value FROM metrics.kpi_retention
  UNION ALL
  SELECT kpi, moment, value FROM metrics.kpi_voice
  UNION ALL
  SELECT kpi, moment, value FROM metrics.kpi_support
  UNION ALL
  SELECT kpi, moment, value FROM metrics.kpi_health
  UNION ALL
  SELECT kpi, moment, value FROM metrics.kpi_matching
)
SELECT
  kpi,
  max(CASE WHEN moment = 'actual' THEN value END) AS actual,
  max(CASE WHEN moment = 'previous' THEN value END) AS previous
FROM every
GROUP BY kpi

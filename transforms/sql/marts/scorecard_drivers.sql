-- grain: one row per headline KPI and what moves it
-- key: as_of, kpi, driver
-- meaning: what moved net revenue retention, NPS and the share of MRR in good health
--   since the value before: the changes of a KPI's drivers add up to its own. Not shown
--   where there is no value before.
-- check: not_null(as_of, kpi, driver, value, previous, change)
WITH drivers AS (
  SELECT metric, driver, round(value, 12) AS value, round(previous, 12) AS previous FROM metrics.nrr_drivers
  UNION ALL
  SELECT metric, driver, round(value, 12), round(previous, 12) FROM metrics.nps_drivers
  UNION ALL
  SELECT metric, driver, round(value, 12), round(previous, 12) FROM metrics.health_drivers
)
SELECT k.as_of, k.kpi, d.driver, d.value, d.previous, round(d.value - d.previous, 12) AS change, k.unit
FROM drivers d
JOIN marts.scorecard k ON k.metric = d.metric
WHERE d.value IS NOT NULL AND d.previous IS NOT NULL
  AND k.span = CASE d.metric WHEN 'nrr' THEN 'ttm' WHEN 'nps' THEN 'trailing' ELSE 'day' END

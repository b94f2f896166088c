-- severity: error
-- source: marts
-- meaning: what moved a KPI must add up to its change since the value before
-- total: marts.scorecard_drivers
SELECT
  d.kpi AS key,
  CAST(round(sum(d.change), 9) AS VARCHAR) || ' of ' || CAST(round(max(k.actual - k.previous), 9) AS VARCHAR) AS detail
FROM marts.scorecard_drivers d
JOIN marts.scorecard k ON k.kpi = d.kpi
WHERE k.actual IS NOT NULL AND k.previous IS NOT NULL
GROUP BY d.kpi
HAVING abs(sum(d.change) - max(k.actual - k.previous)) > 0.000001 * greatest(1, max(abs(k.actual)))

-- severity: error
-- source: marts
-- meaning: on the scorecard, teams must add up to the company, CSMs to their team, segments to whoever they split, and all of it to the company's own value
-- total: marts.scorecard_cascade
WITH parents AS (
  SELECT kpi, level, team, owner, dimension, segment, numerator, denominator FROM marts.scorecard_cascade WHERE adds_up
),
children AS (
  SELECT kpi, 'company' AS level, 'all' AS team, 'all' AS owner, dimension, segment, 'teams' AS by_what, sum(numerator) AS numerator, sum(denominator) AS denominator
  FROM parents
  WHERE level = 'team'
  GROUP BY kpi, dimension, segment
  UNION ALL
  SELECT kpi, 'team', team, 'all', dimension, segment, 'CSMs', sum(numerator), sum(denominator)
  FROM parents
  WHERE level = 'csm'
  GROUP BY kpi, team, dimension, segment
  UNION ALL
  SELECT kpi, level, team, owner, 'all', 'all', dimension, sum(numerator), sum(denominator)
  FROM parents
  WHERE dimension <> 'all'
  GROUP BY kpi, level, team, owner, dimension
)
SELECT
  c.kpi || ' of ' || c.level || ' ' || c.team || ' ' || c.owner || ' by ' || c.by_what AS key,
  CAST(c.numerator AS VARCHAR) || ' of ' || coalesce(CAST(p.numerator AS VARCHAR), 'nothing') AS detail
FROM children c
LEFT JOIN parents p
  ON p.kpi = c.kpi AND p.level = c.level AND p.team = c.team AND p.owner = c.owner AND p.dimension = c.dimension AND p.segment = c.segment
WHERE p.numerator IS DISTINCT FROM c.numerator OR p.denominator IS DISTINCT FROM c.denominator
UNION ALL
SELECT a.kpi || ' of the company', CAST(a.value AS VARCHAR) || ' and ' || CAST(k.actual AS VARCHAR)
FROM marts.scorecard_cascade a
JOIN marts.scorecard k ON k.kpi = a.kpi
WHERE a.level = 'company' AND a.dimension = 'all' AND k.actual IS NOT NULL
  AND abs(coalesce(a.value, k.actual + 1) - k.actual) > 0.000001 * greatest(1, abs(k.actual))

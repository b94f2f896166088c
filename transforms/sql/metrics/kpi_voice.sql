-- grain: one row per KPI of what customers say and moment (actual, previous)
-- key: kpi, moment
-- meaning: NPS of the relationship survey and CSAT of the answers about events, over
--   the trailing window and the same a month earlier; null below the least number of
--   answers. Where nobody was ever asked about an event, CSAT is that of the relationship.
WITH csat AS (
  SELECT span, period_start, relationship, satisfied, responses
  FROM metrics.csat
  WHERE dimension = 'all' AND span IN ('trailing', 'previous')
    AND relationship = NOT EXISTS (SELECT 1 FROM metrics.csat_answers WHERE NOT relationship)
)
SELECT
  'nps' AS kpi,
  CASE n.span WHEN 'trailing' THEN 'actual' ELSE 'previous' END AS moment,
  CASE WHEN n.responses >= s.nps_min_n THEN n.nps END AS value,
  'nps' AS metric, n.span, n.period_start
FROM metrics.nps n
CROSS JOIN core.settings s
WHERE n.relationship AND n.dimension = 'all' AND n.span IN ('trailing', 'previous')
UNION ALL
SELECT
  'csat',
  CASE c.span WHEN 'trailing' THEN 'actual' ELSE 'previous' END,
  CASE WHEN c.responses >= s.nps_min_n THEN ratio(c.satisfied, c.responses) END,
  CASE WHEN c.relationship THEN 'csat_relationship' ELSE 'csat' END, c.span, c.period_start
FROM csat c
CROSS JOIN core.settings s

-- grain: one row per driver of the net promoter score
-- key: driver
-- meaning: the points promoters add and detractors take, in the trailing window and in
--   the one a month earlier, where each has the least number of answers.
WITH scores AS (
  SELECT
    CASE n.span WHEN 'trailing' THEN 1 ELSE 2 END AS back,
    100 * ratio(n.promoters, n.responses) AS promoters,
    -100 * ratio(n.detractors, n.responses) AS detractors
  FROM metrics.nps n
  CROSS JOIN core.settings s
  WHERE n.relationship AND n.dimension = 'all' AND n.span IN ('trailing', 'previous') AND n.responses >= s.nps_min_n
),
drivers AS (
  SELECT 'promoters' AS driver, back, promoters AS value FROM scores
  UNION ALL
  SELECT 'detractors', back, detractors FROM scores
)
SELECT
  'nps' AS metric, driver,
  max(CASE WHEN back = 1 THEN value END) AS value,
  max(CASE WHEN back = 2 THEN value END) AS previous
FROM drivers
GROUP BY driver

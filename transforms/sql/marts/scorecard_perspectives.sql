-- grain: one row per perspective of the scorecard, and one for the total
-- key: as_of, perspective
-- meaning: weighted mean of the scores present, and the share of the weights they
--   cover. The total ('all') is the mean of the perspectives and is null, with the
--   reason, unless all four are at least half covered.
-- check: not_null(as_of, perspective, kpis, coverage)
WITH perspectives AS (
  SELECT perspective
  FROM (VALUES ('financial'), ('customer'), ('internal'), ('learning')) AS every(perspective)
),
scores AS (
  SELECT
    s.as_of, p.perspective,
    count(k.kpi) AS kpis,
    round(ratio(sum(k.score * k.weight), sum(CASE WHEN k.score IS NOT NULL THEN k.weight END)), 12) AS score,
    coalesce(round(ratio(sum(CASE WHEN k.score IS NOT NULL THEN k.weight END), sum(k.weight)), 12), 0) AS coverage
  FROM perspectives p
  CROSS JOIN core.settings s
  LEFT JOIN marts.scorecard k ON k.perspective = p.perspective
  GROUP BY s.as_of, p.perspective
),
total AS (
  SELECT
    as_of, sum_int(kpis) AS kpis, round(avg(score), 12) AS score, min(coverage) AS coverage
  FROM scores
  GROUP BY as_of
)
SELECT
  as_of, perspective, kpis, score, coverage,
  CASE WHEN kpis = 0 THEN 'no_kpis' WHEN score IS NULL THEN 'no_values' END AS reason
FROM scores
UNION ALL
SELECT
  as_of, 'all', kpis,
  CASE WHEN coverage >= 0.5 THEN score END,
  coverage,
  CASE WHEN coverage < 0.5 THEN 'low_coverage' END
FROM total

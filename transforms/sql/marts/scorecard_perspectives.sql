-- grain: one row per perspective of the scorecard, and one for the total
-- key: as_of, perspective
-- meaning: weighted mean of the trusted scores, and the share of the weights they
--   cover; also of a perspective without KPIs. The total ('all') is the mean of the
--   perspectives and is null, with the reason, unless each is at least half covered.
-- check: not_null(as_of, perspective, kpis, coverage)
WITH scores AS (
  SELECT
    s.as_of, p.perspective, p.title, p.place,
    count(k.kpi) AS kpis,
    round(ratio(sum(CASE WHEN k.trusted THEN k.score * k.weight END), sum(CASE WHEN k.trusted AND k.score IS NOT NULL THEN k.weight END)), 12) AS score,
    coalesce(round(ratio(sum(CASE WHEN k.trusted AND k.score IS NOT NULL THEN k.weight END), sum(k.weight)), 12), 0) AS coverage
  FROM core.perspectives p
  CROSS JOIN core.settings s
  LEFT JOIN marts.scorecard k ON k.perspective = p.perspective
  GROUP BY s.as_of, p.perspective, p.title, p.place
),
every AS (
  SELECT
    as_of, perspective, title, place, kpis, score, coverage,
    CASE WHEN kpis = 0 THEN 'no_kpis' WHEN score IS NULL THEN 'no_values' END AS reason
  FROM scores
  UNION ALL
  SELECT
    as_of, 'all', 'Total', 0, sum_int(kpis),
    CASE WHEN min(coverage) >= 0.5 THEN round(avg(score), 12) END,
    min(coverage),
    CASE WHEN min(coverage) < 0.5 THEN 'low_coverage' END
  FROM scores
  GROUP BY as_of
)
SELECT
  e.as_of, e.perspective, e.kpis, e.score, e.coverage, e.reason, e.title, e.place,
  CASE
    WHEN e.score IS NULL THEN 'grey'
    WHEN e.score >= s.scorecard_green THEN 'green'
    WHEN e.score >= s.scorecard_yellow THEN 'yellow'
    ELSE 'red'
  END AS status
FROM every e
CROSS JOIN core.settings s

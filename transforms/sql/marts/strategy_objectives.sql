-- grain: one row per objective
-- key: as_of, objective
-- meaning: the nodes of the strategy map. score is the weighted mean of the scores of
--   the KPIs that can be trusted, coverage the share of the weights they have; below
--   half of it the objective is grey, and without any KPI it is hollow.
-- check: not_null(as_of, objective, title, perspective, kpis, status)
-- check: accepted(status, green, yellow, red, grey, hollow)
WITH scores AS (
  SELECT
    t.objective, count(*) AS kpis,
    ratio(sum(CASE WHEN c.trusted THEN c.score * t.weight END), sum(CASE WHEN c.trusted AND c.score IS NOT NULL THEN t.weight END)) AS score,
    coalesce(round(ratio(sum(CASE WHEN c.trusted AND c.score IS NOT NULL THEN t.weight END), sum(t.weight)), 12), 0) AS coverage
  FROM core.scorecard_targets t
  LEFT JOIN marts.scorecard c ON c.kpi = t.kpi
  GROUP BY t.objective
)
SELECT
  s.as_of, o.objective, o.title, o.perspective, p.title AS perspective_title, p.place AS perspective_place,
  o.goal, g.title AS goal_title, g.place AS goal_place, o.owner, o.review_by, o.place,
  coalesce(c.kpis, 0) AS kpis, round(c.score, 12) AS score, c.coverage,
  CASE
    WHEN c.kpis IS NULL THEN 'hollow'
    WHEN c.score IS NULL OR c.coverage < 0.5 THEN 'grey'
    WHEN round(c.score, 12) >= s.scorecard_green THEN 'green'
    WHEN round(c.score, 12) >= s.scorecard_yellow THEN 'yellow'
    ELSE 'red'
  END AS status
FROM core.objectives o
CROSS JOIN core.settings s
JOIN core.perspectives p ON p.perspective = o.perspective
LEFT JOIN core.company_goals g ON g.goal = o.goal
LEFT JOIN scores c ON c.objective = o.objective

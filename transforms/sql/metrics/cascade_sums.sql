-- grain: one row per KPI that adds up, level, team, owner and segment
-- key: kpi, level, team, owner, dimension, segment
-- meaning: numerators and denominators of the customers below. Who a customer belongs
--   to is as of the as-of day, so a book of business answers for its whole past.
WITH levels AS (
  SELECT level FROM (VALUES ('company'), ('team'), ('csm')) AS known(level)
)
SELECT
  p.kpi, l.level,
  CASE WHEN l.level = 'company' THEN 'all' ELSE o.team END AS team,
  CASE WHEN l.level = 'csm' THEN o.owner ELSE 'all' END AS owner,
  g.dimension, g.segment,
  count(*) AS customers, sum(p.numerator) AS numerator, sum(p.denominator) AS denominator
FROM metrics.kpi_parts p
JOIN metrics.customer_owners o ON o.customer_id = p.customer_id
JOIN metrics.kpi_segments g ON g.kpi = p.kpi AND g.customer_id = p.customer_id
CROSS JOIN levels l
GROUP BY
  p.kpi, l.level, CASE WHEN l.level = 'company' THEN 'all' ELSE o.team END, CASE WHEN l.level = 'csm' THEN o.owner ELSE 'all' END,
  g.dimension, g.segment

-- grain: one row per reporting period, kind of survey and segment
-- key: span, period_start, relationship, dimension, segment
-- meaning: counts of marts.csat for every window, those the trailing one is compared
--   with included. scale is 'mixed', and without a mean, where several are added up.
WITH kinds AS (
  SELECT FALSE AS relationship
  UNION
  SELECT DISTINCT relationship FROM metrics.csat_answers
),
counts AS (
  SELECT
    d.span, d.period_start, a.relationship, g.dimension, g.segment,
    sum_int(CASE WHEN a.is_valid THEN 1 ELSE 0 END) AS responses,
    sum_int(CASE WHEN a.is_valid AND a.is_satisfied THEN 1 ELSE 0 END) AS satisfied,
    sum_int(CASE WHEN a.is_valid THEN 0 ELSE 1 END) AS invalid,
    sum(CASE WHEN a.is_valid THEN a.score END) AS points,
    min(CASE WHEN a.is_valid THEN a.scale END) AS first_scale,
    max(CASE WHEN a.is_valid THEN a.scale END) AS last_scale
  FROM metrics.csat_answers a
  JOIN metrics.period_days d ON d.day = a.responded_on AND d.topic = 'survey'
  JOIN metrics.customer_segments g ON g.day = d.last_day AND g.customer_id = a.customer_id
  GROUP BY d.span, d.period_start, a.relationship, g.dimension, g.segment
)
SELECT
  p.span, p.period_start, p.period_end, p.is_complete, k.relationship, v.dimension, v.segment,
  coalesce(c.responses, 0) AS responses,
  coalesce(c.satisfied, 0) AS satisfied,
  coalesce(c.invalid, 0) AS invalid,
  CASE WHEN c.first_scale = c.last_scale THEN c.first_scale WHEN c.responses > 0 THEN 'mixed' END AS scale,
  CASE WHEN c.first_scale = c.last_scale THEN ratio(c.points, c.responses) END AS mean
FROM metrics.periods p
CROSS JOIN kinds k
CROSS JOIN metrics.segment_values v
LEFT JOIN counts c
  ON c.span = p.span AND c.period_start = p.period_start AND c.relationship = k.relationship
  AND c.dimension = v.dimension AND c.segment = v.segment
WHERE p.topic = 'survey'

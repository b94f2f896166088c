-- grain: one row per reporting period, kind of survey and segment
-- key: span, period_start, relationship, dimension, segment
-- meaning: counts and score of marts.nps for every window, the scorecard's
--   previous one included. var is p + d - (p - d)^2 of the shares; the adjusted
--   Wald interval adds 3/4 promoter and 3/4 detractor in 3 answers.
WITH kinds AS (
  SELECT TRUE AS relationship
  UNION
  SELECT DISTINCT relationship FROM metrics.nps_answers
),
counts AS (
  SELECT
    a.span, a.period_start, a.relationship, g.dimension, g.segment,
    sum_int(CASE WHEN a.is_valid THEN 1 ELSE 0 END) AS responses,
    sum_int(CASE WHEN a.is_valid AND a.score >= 9 THEN 1 ELSE 0 END) AS promoters,
    sum_int(CASE WHEN a.is_valid AND a.score BETWEEN 7 AND 8 THEN 1 ELSE 0 END) AS passives,
    sum_int(CASE WHEN a.is_valid AND a.score <= 6 THEN 1 ELSE 0 END) AS detractors,
    sum_int(CASE WHEN a.is_valid THEN 0 ELSE 1 END) AS invalid
  FROM metrics.nps_answers a
  JOIN metrics.customer_segments g ON g.day = a.last_day AND g.customer_id = a.customer_id
  GROUP BY a.span, a.period_start, a.relationship, g.dimension, g.segment
),
dense AS (
  SELECT
    p.span, p.period_start, p.period_end, p.is_complete, k.relationship, v.dimension, v.segment,
    coalesce(c.responses, 0) AS responses,
    coalesce(c.promoters, 0) AS promoters,
    coalesce(c.passives, 0) AS passives,
    coalesce(c.detractors, 0) AS detractors,
    coalesce(c.invalid, 0) AS invalid
  FROM metrics.periods p
  CROSS JOIN kinds k
  CROSS JOIN metrics.segment_values v
  LEFT JOIN counts c
    ON c.span = p.span AND c.period_start = p.period_start AND c.relationship = k.relationship
    AND c.dimension = v.dimension AND c.segment = v.segment
  WHERE p.topic = 'survey'
),
shares AS (
  SELECT
    span, period_start, period_end, is_complete, relationship, dimension, segment,
    responses, promoters, passives, detractors, invalid,
    ratio(promoters, responses) AS p,
    ratio(detractors, responses) AS d,
    (promoters + 0.75) / (responses + 3) AS pw,
    (detractors + 0.75) / (responses + 3) AS dw
  FROM dense
)
SELECT
  span, period_start, period_end, is_complete, relationship, dimension, segment,
  responses, promoters, passives, detractors, invalid,
  100 * ratio(promoters - detractors, responses) AS nps,
  196 * sqrt(not_negative(p + d - (p - d) * (p - d)) / nullif(responses, 0)) AS margin,
  CASE WHEN responses > 0 THEN clamp(
    100 * (pw - dw) - 196 * sqrt((pw + dw - (pw - dw) * (pw - dw)) / (responses + 3)), -100.0, 100.0) END AS low,
  CASE WHEN responses > 0 THEN clamp(
    100 * (pw - dw) + 196 * sqrt((pw + dw - (pw - dw) * (pw - dw)) / (responses + 3)), -100.0, 100.0) END AS high
FROM shares

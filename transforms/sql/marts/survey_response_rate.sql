-- grain: one row per reporting period, kind of survey and segment
-- key: span, period_start, kind, relationship, dimension, segment
-- meaning: of the invitations delivered in the period the share that was answered by
--   the end of the as-of day, with Wilson's 95 % interval; the newest had the least
--   time. untraceable ones are in no rate. Only surveys whose invitations are known.
-- check: not_null(span, period_start, period_end, kind, relationship, dimension, segment, invitations)
-- check: accepted(kind, nps, csat, ces)
-- check: expression(answered + untraceable <= invitations)
-- check: expression(response_rate IS NULL OR response_rate BETWEEN 0 AND 1)
WITH kinds AS (
  SELECT DISTINCT kind, relationship FROM metrics.survey_invitations
),
counts AS (
  SELECT
    d.span, d.period_start, i.kind, i.relationship, g.dimension, g.segment, count(*) AS invitations,
    sum_int(CASE WHEN i.is_traceable THEN 0 ELSE 1 END) AS untraceable,
    sum_int(CASE WHEN i.is_traceable AND i.is_answered THEN 1 ELSE 0 END) AS answered
  FROM metrics.survey_invitations i
  JOIN metrics.period_days d ON d.day = i.invited_on AND d.topic = 'survey'
  JOIN metrics.customer_segments g ON g.day = d.last_day AND g.customer_id = i.customer_id
  GROUP BY d.span, d.period_start, i.kind, i.relationship, g.dimension, g.segment
),
dense AS (
  SELECT
    p.span, p.period_start, p.period_end, p.is_complete, k.kind, k.relationship, v.dimension, v.segment,
    coalesce(c.invitations, 0) AS invitations, coalesce(c.untraceable, 0) AS untraceable, coalesce(c.answered, 0) AS answered
  FROM metrics.periods p
  CROSS JOIN kinds k
  CROSS JOIN metrics.segment_values v
  LEFT JOIN counts c
    ON c.span = p.span AND c.period_start = p.period_start AND c.kind = k.kind AND c.relationship = k.relationship
    AND c.dimension = v.dimension AND c.segment = v.segment
  WHERE p.topic = 'survey' AND p.span IN ('month', 'quarter', 'trailing')
)
SELECT
  period_start, period_end, span, kind, relationship, dimension, segment, invitations, untraceable, answered,
  ratio(answered, invitations - untraceable) AS response_rate,
  wilson_low(answered, invitations - untraceable) AS low,
  wilson_high(answered, invitations - untraceable) AS high,
  CASE WHEN invitations = 0 THEN 'no_invitations' WHEN invitations = untraceable THEN 'untraceable' END AS reason,
  is_complete
FROM dense

-- grain: one row per span, segment and customer whose start lies in it
-- key: span, period_start, dimension, segment, customer_id
-- meaning: who is judged together by time to value: the starters of a fiscal
--   quarter, of the last twelve months (trailing) and everybody (all).
--   The segment is the one on the day of the start. days_seen is the time to value,
--   or how long it has been waited for.
WITH earliest AS (
  SELECT min(started_on) AS day FROM metrics.value_journeys
),
spans AS (
  SELECT
    v.customer_id, v.started_on, 'quarter' AS span,
    quarter_start(v.started_on) AS period_start, add_months(quarter_start(v.started_on), 3) AS period_end
  FROM metrics.value_journeys v
  WHERE v.started_on IS NOT NULL
  UNION ALL
  SELECT v.customer_id, v.started_on, 'trailing', add_months(add_days(s.as_of, 1), -12), add_days(s.as_of, 1)
  FROM metrics.value_journeys v
  JOIN core.settings s ON v.started_on >= add_months(add_days(s.as_of, 1), -12)
  UNION ALL
  SELECT v.customer_id, v.started_on, 'all', e.day, add_days(s.as_of, 1)
  FROM metrics.value_journeys v
  CROSS JOIN core.settings s
  CROSS JOIN earliest e
  WHERE v.started_on IS NOT NULL
)
SELECT
  p.span, p.period_start, p.period_end, g.dimension, g.segment, p.customer_id,
  v.is_known, v.is_reached, v.is_before_start, v.reason, v.ttv_days, v.age_days,
  coalesce(v.ttv_days, v.age_days) AS days_seen
FROM spans p
JOIN metrics.value_journeys v ON v.customer_id = p.customer_id
JOIN metrics.segment_spans g
  ON g.customer_id = p.customer_id AND g.valid_from <= p.started_on AND (g.valid_to IS NULL OR g.valid_to > p.started_on)

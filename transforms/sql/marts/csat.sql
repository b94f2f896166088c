-- grain: one row per reporting period, kind of survey and segment
-- key: span, period_start, relationship, dimension, segment
-- meaning: score is the share of satisfied answers (top box of the scale) with
--   Wilson's 95 % interval; every answer counts. scale is 'mixed' where surveys of
--   several scales are added up; the mean, which is not CSAT, is then null. change is
--   against the period before, of the same length, of independent shares.
-- check: not_null(span, period_start, period_end, relationship, dimension, segment, responses, shown)
-- check: accepted(span, month, quarter, trailing)
-- check: expression(satisfied <= responses)
WITH scored AS (
  SELECT
    c.*, ratio(c.satisfied, c.responses) AS score,
    1.96 * sqrt(ratio(c.satisfied, c.responses) * (1 - ratio(c.satisfied, c.responses)) / nullif(c.responses, 0)) AS margin,
    c.responses >= s.nps_min_n AND c.responses > 0 AS shown, s.nps_low_n
  FROM metrics.csat c
  CROSS JOIN core.settings s
)
SELECT
  c.period_start, c.period_end, c.span, c.relationship, c.dimension, c.segment,
  c.responses, c.satisfied, c.score, c.margin,
  wilson_low(c.satisfied, c.responses) AS low,
  wilson_high(c.satisfied, c.responses) AS high,
  c.shown,
  CASE
    WHEN c.responses = 0 THEN 'no_responses'
    WHEN NOT c.shown THEN 'min_sample'
    WHEN c.responses < c.nps_low_n THEN 'low_confidence'
  END AS reason,
  c.scale, c.invalid, c.is_complete, c.mean,
  CASE WHEN c.shown AND b.shown THEN b.score END AS previous_score,
  CASE WHEN c.shown AND b.shown THEN c.score - b.score END AS change,
  CASE WHEN c.shown AND b.shown THEN sqrt(c.margin * c.margin + b.margin * b.margin) END AS change_margin,
  CASE WHEN c.shown AND b.shown THEN abs(c.score - b.score) > sqrt(c.margin * c.margin + b.margin * b.margin) END AS is_significant
FROM scored c
LEFT JOIN metrics.survey_predecessors p ON p.span = c.span AND p.period_start = c.period_start
LEFT JOIN scored b
  ON b.span = p.before_span AND b.period_start = p.before_start AND b.relationship = c.relationship
  AND b.dimension = c.dimension AND b.segment = c.segment
WHERE c.span IN ('month', 'quarter', 'trailing')

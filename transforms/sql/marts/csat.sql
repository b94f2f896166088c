-- grain: one row per reporting period, kind of survey and segment
-- key: span, period_start, relationship, dimension, segment
-- meaning: score is the share of satisfied answers (top box of the scale) with
--   Wilson's 95 % interval; every answer counts. scale is 'mixed' where surveys of
--   several scales are added up.
-- check: not_null(span, period_start, period_end, relationship, dimension, segment, responses, shown)
-- check: accepted(span, month, quarter, trailing)
-- check: expression(satisfied <= responses)
SELECT
  c.period_start, c.period_end, c.span, c.relationship, c.dimension, c.segment,
  c.responses, c.satisfied,
  ratio(c.satisfied, c.responses) AS score,
  1.96 * sqrt(ratio(c.satisfied, c.responses) * (1 - ratio(c.satisfied, c.responses)) / nullif(c.responses, 0)) AS margin,
  wilson_low(c.satisfied, c.responses) AS low,
  wilson_high(c.satisfied, c.responses) AS high,
  c.responses >= s.nps_min_n AND c.responses > 0 AS shown,
  CASE
    WHEN c.responses = 0 THEN 'no_responses'
    WHEN c.responses < s.nps_min_n THEN 'min_sample'
    WHEN c.responses < s.nps_low_n THEN 'low_confidence'
  END AS reason,
  c.scale, c.invalid, c.is_complete
FROM metrics.csat c
CROSS JOIN core.settings s
WHERE c.span <> 'previous'

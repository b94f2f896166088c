-- grain: one row per reporting period, kind of survey and segment
-- key: span, period_start, relationship, dimension, segment
-- meaning: share of promoters less share of detractors, -100 to 100. margin is the
--   plain 95 % one, low and high the adjusted Wald interval. Few answers are
--   counted but not shown; the running period is flagged by is_complete.
-- check: not_null(span, period_start, period_end, relationship, dimension, segment, responses, shown)
-- check: accepted(span, month, quarter, trailing)
-- check: expression(promoters + passives + detractors = responses)
-- check: expression(nps IS NULL OR nps BETWEEN -100 AND 100)
SELECT
  n.period_start, n.period_end, n.span, n.relationship, n.dimension, n.segment,
  n.responses, n.promoters, n.passives, n.detractors,
  n.nps, n.margin, n.low, n.high,
  n.responses >= s.nps_min_n AND n.responses > 0 AS shown,
  CASE
    WHEN n.responses = 0 THEN 'no_responses'
    WHEN n.responses < s.nps_min_n THEN 'min_sample'
    WHEN n.responses < s.nps_low_n OR n.margin > s.nps_max_margin THEN 'low_confidence'
  END AS reason,
  n.invalid, n.is_complete
FROM metrics.nps n
CROSS JOIN core.settings s
WHERE n.span <> 'previous'

-- grain: one row per reporting period, kind of survey and segment
-- key: span, period_start, relationship, dimension, segment
-- meaning: customer effort, higher is easier. score is what the setting ces names:
--   the mean on its scale, the positive share (5 to 7 of 7) or the index (share of
--   6 to 7 less share of 1 to 3, in points); all three stand beside it. Answers on
--   several scales have no mean. change is against the period before.
-- check: not_null(span, period_start, period_end, relationship, dimension, segment, responses, shown)
-- check: accepted(span, month, quarter, trailing)
-- check: accepted(measure, mean, positive_share, index)
-- check: expression(very_easy <= easy AND easy + hard <= responses)
-- check: expression(effort_index IS NULL OR effort_index BETWEEN -100 AND 100)
SELECT
  c.period_start, c.period_end, c.span, c.relationship, c.dimension, c.segment,
  c.responses, c.score, c.margin,
  CASE WHEN c.score - c.margin < c.least THEN c.least ELSE c.score - c.margin END AS low,
  CASE WHEN c.score + c.margin > c.most THEN c.most ELSE c.score + c.margin END AS high,
  c.shown,
  CASE
    WHEN c.responses = 0 THEN 'no_responses'
    WHEN c.score IS NULL THEN 'mixed_scales'
    WHEN NOT c.shown THEN 'min_sample'
    WHEN c.responses < c.nps_low_n THEN 'low_confidence'
  END AS reason,
  c.scale, c.measure, c.mean, c.easy, c.very_easy, c.hard, c.positive_share, c.effort_index, c.invalid, c.is_complete,
  CASE WHEN c.shown AND b.shown AND c.scale = b.scale THEN b.score END AS previous_score,
  CASE WHEN c.shown AND b.shown AND c.scale = b.scale THEN c.score - b.score END AS change,
  CASE WHEN c.shown AND b.shown AND c.scale = b.scale THEN sqrt(c.margin * c.margin + b.margin * b.margin) END AS change_margin,
  CASE WHEN c.shown AND b.shown AND c.scale = b.scale
       THEN abs(c.score - b.score) > sqrt(c.margin * c.margin + b.margin * b.margin) END AS is_significant
FROM metrics.ces_scores c
LEFT JOIN metrics.survey_predecessors p ON p.span = c.span AND p.period_start = c.period_start
LEFT JOIN metrics.ces_scores b
  ON b.span = p.before_span AND b.period_start = p.before_start AND b.relationship = c.relationship
  AND b.dimension = c.dimension AND b.segment = c.segment
WHERE c.span IN ('month', 'quarter', 'trailing')

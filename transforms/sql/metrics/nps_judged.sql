-- grain: one row per reporting period, kind of survey, mode and segment
-- key: span, period_start, relationship, mode, dimension, segment
-- meaning: metrics.nps_scores with what may be said of them. half_width is that of
--   the interval the settings choose; it decides on confidence and, with the one of
--   the period before, on significance: a change beyond 1.96 standard errors of the
--   difference of two independent scores. Too few voices are not compared.
WITH judged AS (
  SELECT
    n.*, s.nps_min_n,
    CASE s.nps_interval WHEN 'plain' THEN n.margin ELSE n.adjusted_margin END AS half_width,
    n.voices >= s.nps_min_n AND n.voices > 0 AS shown,
    s.nps_low_n, s.nps_max_margin
  FROM metrics.nps_scores n
  CROSS JOIN core.settings s
)
SELECT
  j.span, j.period_start, j.period_end, j.is_complete, j.relationship, j.mode, j.dimension, j.segment,
  j.voices, j.promoters, j.passives, j.detractors, j.mrr, j.mrr_score, j.score, j.margin,
  clamp(j.adjusted_score - j.adjusted_margin, -100.0, 100.0) AS low,
  clamp(j.adjusted_score + j.adjusted_margin, -100.0, 100.0) AS high,
  j.half_width, j.shown,
  CASE
    WHEN j.voices = 0 THEN 'no_responses'
    WHEN NOT j.shown THEN 'min_sample'
    WHEN j.voices < j.nps_low_n OR j.half_width > j.nps_max_margin THEN 'low_confidence'
  END AS reason,
  CASE WHEN j.shown AND b.shown THEN b.score END AS previous_score,
  CASE WHEN j.shown AND b.shown THEN j.score - b.score END AS change,
  CASE WHEN j.shown AND b.shown THEN sqrt(j.half_width * j.half_width + b.half_width * b.half_width) END AS change_margin
FROM judged j
LEFT JOIN metrics.survey_predecessors p ON p.span = j.span AND p.period_start = j.period_start
LEFT JOIN judged b
  ON b.span = p.before_span AND b.period_start = p.before_start AND b.relationship = j.relationship
  AND b.mode = j.mode AND b.dimension = j.dimension AND b.segment = j.segment

-- grain: one row per reporting period, kind of survey and segment
-- key: span, period_start, relationship, dimension, segment
-- meaning: the score the settings choose (mean, positive_share or index) with half
--   of its 95 % interval and the bounds it cannot leave. The mean's variance is that
--   of a sample, so one answer has no margin.
WITH chosen AS (
  SELECT
    c.*, s.ces AS measure, s.nps_low_n, c.responses >= s.nps_min_n AND c.responses > 0 AS shown,
    ratio(c.easy, c.responses) AS positive_share,
    nps_score(c.very_easy, c.hard, c.responses) AS effort_index
  FROM metrics.ces c
  CROSS JOIN core.settings s
)
SELECT
  *,
  CASE measure WHEN 'index' THEN effort_index WHEN 'positive_share' THEN positive_share ELSE mean END AS score,
  CASE measure
    WHEN 'index' THEN nps_margin(very_easy, hard, responses)
    WHEN 'positive_share' THEN 1.96 * sqrt(positive_share * (1 - positive_share) / nullif(responses, 0))
    ELSE 1.96 * sqrt(variance / nullif(responses - 1, 0))
  END AS margin,
  CASE measure WHEN 'index' THEN -100.0 WHEN 'positive_share' THEN 0.0 ELSE scale_min END AS least,
  CASE measure WHEN 'index' THEN 100.0 WHEN 'positive_share' THEN 1.0 ELSE scale_max END AS most
FROM chosen

-- grain: one row per reporting period, kind of survey, mode and segment
-- key: span, period_start, relationship, mode, dimension, segment
-- meaning: counts of voices and their score, also where there is none, for every
--   window, those the trailing one is compared with included. mrr_score is the
--   share of the MRR that promotes less the share that detracts, in points.
WITH kinds AS (
  SELECT TRUE AS relationship
  UNION
  SELECT DISTINCT relationship FROM metrics.nps_answers
),
modes AS (
  SELECT 'responses' AS mode
  UNION ALL
  SELECT 'latest_per_respondent'
  UNION ALL
  SELECT 'accounts'
),
counts AS (
  SELECT
    a.span, a.period_start, a.relationship, a.mode, g.dimension, g.segment,
    count(*) AS voices,
    sum_int(CASE WHEN a.category = 'promoter' THEN 1 ELSE 0 END) AS promoters,
    sum_int(CASE WHEN a.category = 'passive' THEN 1 ELSE 0 END) AS passives,
    sum_int(CASE WHEN a.category = 'detractor' THEN 1 ELSE 0 END) AS detractors,
    sum(a.mrr) AS mrr,
    sum(CASE a.category WHEN 'promoter' THEN a.mrr WHEN 'detractor' THEN -a.mrr ELSE 0 END) AS net_mrr
  FROM metrics.nps_voices a
  JOIN metrics.customer_segments g ON g.day = a.last_day AND g.customer_id = a.customer_id
  GROUP BY a.span, a.period_start, a.relationship, a.mode, g.dimension, g.segment
),
dense AS (
  SELECT
    p.span, p.period_start, p.period_end, p.last_day, p.is_complete, k.relationship, m.mode, v.dimension, v.segment,
    coalesce(c.voices, 0) AS voices, coalesce(c.promoters, 0) AS promoters, coalesce(c.passives, 0) AS passives,
    coalesce(c.detractors, 0) AS detractors, coalesce(c.mrr, 0) AS mrr, c.net_mrr
  FROM metrics.periods p
  CROSS JOIN kinds k
  CROSS JOIN modes m
  CROSS JOIN metrics.segment_values v
  LEFT JOIN counts c
    ON c.span = p.span AND c.period_start = p.period_start AND c.relationship = k.relationship AND c.mode = m.mode
    AND c.dimension = v.dimension AND c.segment = v.segment
  WHERE p.topic = 'survey'
)
SELECT
  span, period_start, period_end, last_day, is_complete, relationship, mode, dimension, segment,
  voices, promoters, passives, detractors, CAST(mrr AS DECIMAL(18, 6)) AS mrr, 100 * ratio(net_mrr, mrr) AS mrr_score,
  nps_score(promoters, detractors, voices) AS score,
  nps_margin(promoters, detractors, voices) AS margin,
  CASE WHEN voices > 0 THEN nps_score(promoters + 0.75, detractors + 0.75, voices + 3) END AS adjusted_score,
  CASE WHEN voices > 0 THEN nps_margin(promoters + 0.75, detractors + 0.75, voices + 3) END AS adjusted_margin
FROM dense

-- grain: one row per reporting period, kind of survey and segment
-- key: span, period_start, relationship, dimension, segment
-- meaning: the scores of the mode the settings choose for the relationship survey;
--   of a transactional one every answer counts. The scores of the other modes stand
--   beside it. The scorecard's and the trailing window's earlier ones are included.
WITH invalid AS (
  SELECT a.span, a.period_start, a.relationship, g.dimension, g.segment, count(*) AS invalid
  FROM metrics.nps_answers a
  JOIN metrics.customer_segments g ON g.day = a.last_day AND g.customer_id = a.customer_id
  WHERE NOT a.is_valid
  GROUP BY a.span, a.period_start, a.relationship, g.dimension, g.segment
),
beside AS (
  SELECT
    span, period_start, relationship, dimension, segment,
    max(CASE WHEN mode = 'responses' THEN voices END) AS answers,
    max(CASE WHEN mode = 'responses' THEN score END) AS nps_by_response,
    max(CASE WHEN mode = 'latest_per_respondent' THEN voices END) AS respondents,
    max(CASE WHEN mode = 'latest_per_respondent' THEN score END) AS nps_by_respondent,
    max(CASE WHEN mode = 'accounts' THEN voices END) AS accounts,
    max(CASE WHEN mode = 'accounts' THEN score END) AS nps_by_account
  FROM metrics.nps_scores
  GROUP BY span, period_start, relationship, dimension, segment
)
SELECT
  n.span, n.period_start, n.period_end, n.is_complete, n.relationship, n.mode, n.dimension, n.segment,
  n.voices AS responses, n.promoters, n.passives, n.detractors, n.score AS nps, n.margin, n.low, n.high,
  n.half_width, n.shown, n.reason, n.previous_score AS previous_nps, n.change, n.change_margin, coalesce(i.invalid, 0) AS invalid,
  b.answers, b.nps_by_response, b.respondents, b.nps_by_respondent, b.accounts, b.nps_by_account
FROM metrics.nps_judged n
CROSS JOIN core.settings s
JOIN beside b
  ON b.span = n.span AND b.period_start = n.period_start AND b.relationship = n.relationship
  AND b.dimension = n.dimension AND b.segment = n.segment
LEFT JOIN invalid i
  ON i.span = n.span AND i.period_start = n.period_start AND i.relationship = n.relationship
  AND i.dimension = n.dimension AND i.segment = n.segment
WHERE n.mode = CASE WHEN n.relationship THEN s.nps_mode ELSE 'responses' END

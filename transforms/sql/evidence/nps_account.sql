-- adds: 100 * ratio(sum(part), sum(base))
-- meaning: one row per respondent's latest answer, each with its share of its
--   account's one voice: part is 1 of a promoting account, -1 of a detracting one.
SELECT
  a.customer_id, 'survey_response' AS record, r.source, a.response_id AS record_id, r.responded_on AS day,
  CAST(CAST(a.score AS INTEGER) AS VARCHAR) || ' of an account with mean ' || CAST(round(c.score, 2) AS VARCHAR) AS detail,
  CASE WHEN c.score >= 9 THEN 1.0 WHEN c.score >= 7 THEN 0.0 ELSE -1.0 END / c.respondents AS part,
  1.0 / c.respondents AS base
FROM metrics.figure f
JOIN metrics.nps_answers a ON a.span = f.span AND a.period_start = f.period_start AND a.relationship AND a.is_latest
JOIN metrics.nps_accounts c
  ON c.span = a.span AND c.period_start = a.period_start AND c.relationship = a.relationship AND c.customer_id = a.customer_id
JOIN metrics.customer_segments g
  ON g.day = a.last_day AND g.customer_id = a.customer_id AND g.dimension = f.dimension AND g.segment = f.segment
JOIN core.survey_responses r ON r.response_id = a.response_id

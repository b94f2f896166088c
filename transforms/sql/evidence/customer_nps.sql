-- adds: 100 * ratio(sum(part), sum(base))
-- meaning: one row per person of the customer that answered in the quarter; part is 1
--   for a promoter, -1 for a detractor and 0 for a passive.
SELECT
  a.customer_id, 'survey_response' AS record, r.source, a.response_id AS record_id, r.responded_on AS day,
  CAST(CAST(a.score AS INTEGER) AS VARCHAR) || ', ' || r.survey AS detail,
  CASE WHEN a.score >= 9 THEN 1 WHEN a.score >= 7 THEN 0 ELSE -1 END AS part,
  1 AS base
FROM metrics.figure f
JOIN metrics.nps_answers a
  ON a.span = f.span AND a.period_start = f.period_start AND a.customer_id = f.customer_id AND a.relationship AND a.is_latest
JOIN core.survey_responses r ON r.response_id = a.response_id

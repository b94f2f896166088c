-- adds: ratio(sum(part), sum(base))
-- meaning: one row per valid answer of the customer in the quarter; part is 1 for a
--   satisfied one.
SELECT
  a.customer_id, 'survey_response' AS record, r.source, a.response_id AS record_id, a.responded_on AS day,
  CAST(a.score AS VARCHAR) || ' on ' || a.scale AS detail,
  CASE WHEN a.is_satisfied THEN 1 ELSE 0 END AS part,
  1 AS base
FROM metrics.figure f
JOIN metrics.csat_answers a
  ON a.customer_id = f.customer_id AND a.responded_on >= f.period_start AND a.responded_on < f.period_end AND a.is_valid AND NOT a.relationship
JOIN core.survey_responses r ON r.response_id = a.response_id

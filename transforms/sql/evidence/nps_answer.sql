-- adds: sum(part)
-- meaning: the answer; part is its score.
SELECT
  r.customer_id, 'survey_response' AS record, r.source, r.response_id AS record_id, r.responded_on AS day,
  r.survey || CASE WHEN coalesce(r.relationship, TRUE) THEN '' ELSE ', after a ticket' END AS detail,
  r.score AS part, CAST(NULL AS DOUBLE) AS base
FROM metrics.figure f
JOIN core.survey_responses r ON r.response_id = f.segment AND r.customer_id = f.customer_id

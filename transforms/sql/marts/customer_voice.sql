-- grain: one row per valid survey answer of a known customer
-- key: response_id
-- meaning: what customers said, each answer with its class: promoter, passive or
--   detractor (nps); satisfied or unsatisfied (csat); easy, neutral or hard (ces).
-- check: not_null(customer_id, response_id, kind, relationship, score, category, responded_on)
SELECT
  r.customer_id, r.response_id, r.kind, coalesce(r.relationship, TRUE) AS relationship, r.score,
  CASE WHEN r.score >= 9 THEN 'promoter' WHEN r.score >= 7 THEN 'passive' ELSE 'detractor' END AS category,
  r.responded_on, r.comment, r.survey, r.scale_min, r.scale_max
FROM core.survey_responses r
WHERE r.kind = 'nps' AND r.customer_id IS NOT NULL AND r.score BETWEEN 0 AND 10 AND r.score = floor(r.score)
UNION ALL
SELECT
  r.customer_id, r.response_id, r.kind, a.relationship, r.score,
  CASE WHEN a.is_satisfied THEN 'satisfied' ELSE 'unsatisfied' END,
  r.responded_on, r.comment, r.survey, a.scale_min, a.scale_max
FROM core.survey_responses r
JOIN metrics.csat_answers a ON a.response_id = r.response_id
WHERE r.customer_id IS NOT NULL AND a.is_valid
UNION ALL
SELECT
  r.customer_id, r.response_id, r.kind, a.relationship, r.score,
  CASE WHEN a.is_easy THEN 'easy' WHEN a.is_hard THEN 'hard' ELSE 'neutral' END,
  r.responded_on, r.comment, r.survey, a.scale_min, a.scale_max
FROM core.survey_responses r
JOIN metrics.ces_answers a ON a.response_id = r.response_id
WHERE r.customer_id IS NOT NULL AND a.is_valid

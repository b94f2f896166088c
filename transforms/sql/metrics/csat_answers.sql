-- grain: one row per CSAT answer
-- key: response_id
-- meaning: satisfied by the scale's top box: 4 and 5 of 5 (a setting), 6 and 7 of
--   7, 9 and 10 of 10, else the highest value (good of good/bad). is_valid is false
--   for scores that are not whole or lie outside the scale.
WITH scaled AS (
  SELECT
    r.response_id, coalesce(r.relationship, FALSE) AS relationship, coalesce(r.customer_id, '') AS customer_id,
    r.responded_on, r.score,
    coalesce(r.scale_min, 1) AS scale_min,
    coalesce(r.scale_max, 5) AS scale_max,
    s.csat_top
  FROM core.survey_responses r
  CROSS JOIN core.settings s
  WHERE r.kind = 'csat'
)
SELECT
  response_id, relationship, customer_id, responded_on, score, scale_min, scale_max, scale_name(scale_min, scale_max) AS scale,
  coalesce(score BETWEEN scale_min AND scale_max AND score = floor(score), FALSE) AS is_valid,
  score >= CASE scale_max WHEN 5 THEN csat_top WHEN 7 THEN 6 WHEN 10 THEN 9 ELSE scale_max END AS is_satisfied
FROM scaled

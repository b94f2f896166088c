-- grain: one row per customer effort answer
-- key: response_id
-- meaning: the highest value is the least effort, whichever way the question was
--   asked. position is the score's place on its scale, 0 to 1: easy are 5 to 7 of 7
--   and 4 to 5 of 5, very easy 6 to 7 and 4 to 5, hard 1 to 3 and 1 to 2, any other
--   scale alike. is_valid is false for scores that are not whole or lie outside it.
WITH scaled AS (
  SELECT
    response_id, coalesce(relationship, FALSE) AS relationship, coalesce(customer_id, '') AS customer_id,
    responded_on, score, coalesce(scale_min, 1) AS scale_min, coalesce(scale_max, 7) AS scale_max
  FROM core.survey_responses
  WHERE kind = 'ces'
),
placed AS (
  SELECT
    *, ratio(score - scale_min, scale_max - scale_min) AS position,
    coalesce(score BETWEEN scale_min AND scale_max AND score = floor(score), FALSE) AS is_valid
  FROM scaled
)
SELECT
  response_id, relationship, customer_id, responded_on, score, scale_min, scale_max, scale_name(scale_min, scale_max) AS scale, is_valid,
  is_valid AND position >= 0.6 AS is_easy,
  is_valid AND position >= 0.75 AS is_very_easy,
  is_valid AND position <= 0.4 AS is_hard
FROM placed

-- grain: one row per answer to a survey question
-- key: response_id
-- meaning: scores as given, also impossible ones: the metrics reject and count them.
-- check: accepted(kind, nps, csat, ces)
-- check[warn]: not_null(kind)
-- check: not_null(responded_at)
WITH responses AS (
  SELECT
    response_id, survey, kind, relationship, respondent_id, customer_id, score, scale_min, scale_max, responded_at, comment, source
  FROM staging.survey_responses
  UNION ALL
  SELECT
    response_id, survey, kind, relationship, respondent_id, customer_id, score, scale_min, scale_max, responded_at, comment, source
  FROM staging.helpdesk_ratings
  UNION ALL
  SELECT
    response_id, survey, kind, relationship, respondent_id, customer_id, score, scale_min, scale_max, responded_at, comment, source
  FROM staging.files_survey_responses
)
SELECT
  response_id, survey, kind, relationship, respondent_id, customer_id, CAST(score AS DOUBLE) AS score,
  CAST(scale_min AS DOUBLE) AS scale_min, CAST(scale_max AS DOUBLE) AS scale_max,
  responded_at, local_day(responded_at) AS responded_on, comment, source
FROM responses

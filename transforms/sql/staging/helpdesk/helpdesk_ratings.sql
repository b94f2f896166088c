-- grain: one row per ticket rating a requester gave
-- key: response_id
-- meaning: the columns of core.survey_responses; response_id tells its source.
SELECT
  response_id, source, survey, kind, relationship, respondent_id, customer_id, score, scale_min, scale_max,
  responded_at, comment
FROM staging.zendesk_ratings
UNION ALL
SELECT
  response_id, source, survey, kind, relationship, respondent_id, customer_id, score, scale_min, scale_max,
  responded_at, comment
FROM staging.intercom_ratings
UNION ALL
SELECT
  response_id, source, survey, kind, relationship, respondent_id, customer_id, score, scale_min, scale_max,
  responded_at, comment
FROM staging.freshdesk_ratings

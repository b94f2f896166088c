-- grain: one row per answer to a survey question
-- key: response_id
-- meaning: scores as given, also impossible ones: the metrics reject and count them.
-- check: accepted(kind, nps, csat, ces)
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
    f.response_id, f.survey, word_of(f.kind), coalesce(f.relationship, TRUE), coalesce(f.respondent_id, f.response_id), r.customer_id, f.score,
    coalesce(f.scale_min, CASE word_of(f.kind) WHEN 'nps' THEN 0 ELSE 1 END),
    coalesce(f.scale_max, CASE word_of(f.kind) WHEN 'nps' THEN 10 WHEN 'ces' THEN 7 ELSE 5 END),
    f.responded_at, f.comment, f._source
  FROM raw.files_survey_responses f
  CROSS JOIN core.settings s
  LEFT JOIN staging.customer_references r ON r.reference = f.customer_id
  WHERE f.responded_at < s.as_of_end
)
SELECT
  response_id, survey, kind, relationship, respondent_id, customer_id, CAST(score AS DOUBLE) AS score,
  CAST(scale_min AS DOUBLE) AS scale_min, CAST(scale_max AS DOUBLE) AS scale_max,
  responded_at, local_day(responded_at) AS responded_on, comment, source
FROM responses

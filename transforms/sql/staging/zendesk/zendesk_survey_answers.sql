-- grain: one row per answer to Zendesk's satisfaction survey
-- key: response_id
-- meaning: the survey has scales of its own making, so the category decides: good
--   is four or five, neutral three and bad one or two. Who left the question out
--   gave no answer.
WITH answers AS (
  SELECT
    r._source, r.id, r.responder_id, r.subjects, json_text(n.answer, '$.type') AS kind,
    json_text(n.answer, '$.question.sub_type') AS sub_type,
    CAST(json_text(n.answer, '$.rating') AS DOUBLE) AS rating, json_text(n.answer, '$.rating_category') AS category,
    json_text(n.answer, '$.value') AS value,
    instant_of(coalesce(json_text(n.answer, '$.updated_at'), json_text(n.answer, '$.created_at'))) AS answered_at
  FROM raw.zendesk_survey_responses r
  CROSS JOIN UNNEST(json_elements(r.answers)) AS n(answer)
),
rated AS (
  SELECT
    _source, id, min(responder_id) AS responder_id, min(subjects) AS subjects, max(answered_at) AS answered_at,
    max_by(rating, answered_at) AS rating, max_by(category, answered_at) AS category
  FROM answers
  WHERE kind = 'rating_scale' AND coalesce(sub_type, 'customer_satisfaction') = 'customer_satisfaction' AND answered_at IS NOT NULL
  GROUP BY _source, id
),
comments AS (
  SELECT _source, id, max_by(value, answered_at) AS comment
  FROM answers
  WHERE kind = 'open_ended' AND trim(value) <> ''
  GROUP BY _source, id
),
subjects AS (
  SELECT r._source, r.id, min(json_text(n.subject, '$.id')) AS ticket_id
  FROM rated r
  CROSS JOIN UNNEST(json_elements(r.subjects)) AS n(subject)
  WHERE json_text(n.subject, '$.type') IN ('ticket', 'request')
  GROUP BY r._source, r.id
)
SELECT
  r._source AS source, r._source || '/' || r.id AS response_id, CAST(r.responder_id AS VARCHAR) AS respondent_id, j.ticket_id,
  CASE r.category
    WHEN 'good' THEN clamp(r.rating, 4.0, 5.0) WHEN 'neutral' THEN 3.0 WHEN 'bad' THEN clamp(r.rating, 1.0, 2.0)
    ELSE r.rating
  END AS score,
  r.answered_at, nullif(trim(m.comment), '') AS comment
FROM rated r
CROSS JOIN core.settings s
LEFT JOIN comments m ON m._source = r._source AND m.id = r.id
LEFT JOIN subjects j ON j._source = r._source AND j.id = r.id
WHERE r.answered_at < s.as_of_end

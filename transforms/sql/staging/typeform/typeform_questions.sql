-- grain: one row per question of a form, also inside groups, and per score question
--   of the answers that the form no longer has
-- key: source, survey_id, question_id
-- meaning: kind by the question: nps is NPS, rating (stars) is CSAT, an opinion
--   scale from 0 to 10 is NPS, another one CES where the form says effort, else CSAT.
--   Other questions have no kind; is_scored tells that they look as if they should.
WITH top_fields AS (
  SELECT f._source AS source, f.id AS survey_id, f.title, q.field
  FROM raw.typeform_forms f
  CROSS JOIN UNNEST(json_elements(f.fields)) AS q(field)
),
fields AS (
  SELECT source, survey_id, title, field FROM top_fields
  UNION ALL
  SELECT t.source, t.survey_id, t.title, q.field
  FROM top_fields t
  CROSS JOIN UNNEST(json_elements(json_extract(t.field, '$.properties.fields'))) AS q(field)
),
described AS (
  SELECT
    source, survey_id, title,
    json_text(field, '$.id') AS question_id,
    json_text(field, '$.ref') AS question_ref,
    json_text(field, '$.type') AS type,
    lower(coalesce(json_text(field, '$.ref'), '') || ' ' || coalesce(json_text(field, '$.title'), '') || ' ' || coalesce(title, '')) AS words,
    CAST(json_text(field, '$.properties.steps') AS DOUBLE) AS steps,
    coalesce(CAST(json_text(field, '$.properties.start_at_one') AS BOOLEAN), FALSE) AS starts_at_one,
    asks_for_score(json_text(field, '$.title')) AS sounds_scored,
    FALSE AS is_retired
  FROM fields
),
retired AS (
  SELECT
    a.source, a.survey_id, min(f.title) AS title, a.question_id, min(a.question_ref) AS question_ref, min(a.type) AS type,
    lower(coalesce(min(a.question_ref), '') || ' ' || coalesce(min(f.title), '')) AS words,
    CAST(NULL AS DOUBLE) AS steps, FALSE AS starts_at_one, TRUE AS sounds_scored, TRUE AS is_retired
  FROM staging.typeform_answers a
  LEFT JOIN raw.typeform_forms f ON f._source = a.source AND f.id = a.survey_id
  WHERE a.question_id IS NOT NULL AND a.number IS NOT NULL
    AND NOT EXISTS (
      SELECT 1 FROM described d WHERE d.source = a.source AND d.survey_id = a.survey_id AND d.question_id = a.question_id
    )
  GROUP BY a.source, a.survey_id, a.question_id
),
every_question AS (
  SELECT source, survey_id, title, question_id, question_ref, type, words, steps, starts_at_one, sounds_scored, is_retired FROM described
  UNION ALL
  SELECT source, survey_id, title, question_id, question_ref, type, words, steps, starts_at_one, sounds_scored, is_retired FROM retired
)
SELECT
  source, survey_id, title, question_id, question_ref,
  CASE
    WHEN type = 'nps' THEN 'nps'
    WHEN is_retired OR type NOT IN ('rating', 'opinion_scale') THEN NULL
    WHEN type = 'opinion_scale' AND coalesce(steps, 11) = 11 AND NOT starts_at_one THEN 'nps'
    WHEN words LIKE '%effort%' OR words LIKE '%ces%score%' OR words LIKE 'ces %' THEN 'ces'
    ELSE 'csat'
  END AS kind,
  CAST(CASE
    WHEN type = 'nps' THEN 0
    WHEN is_retired OR type NOT IN ('rating', 'opinion_scale') THEN NULL
    WHEN type = 'rating' OR starts_at_one THEN 1
    ELSE 0
  END AS DOUBLE) AS scale_min,
  CAST(CASE
    WHEN type = 'nps' THEN 10
    WHEN is_retired OR type NOT IN ('rating', 'opinion_scale') THEN NULL
    WHEN type = 'rating' THEN coalesce(steps, 5)
    WHEN starts_at_one THEN coalesce(steps, 10)
    ELSE coalesce(steps, 11) - 1
  END AS DOUBLE) AS scale_max,
  type IN ('nps', 'rating', 'opinion_scale') OR (type IN ('multiple_choice', 'dropdown', 'picture_choice', 'number') AND sounds_scored) AS is_scored,
  is_retired
FROM every_question
WHERE question_id IS NOT NULL

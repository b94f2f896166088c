-- severity: warn
-- source: survey
-- meaning: questions that look like scores but nobody said of which kind: map them under surveys of the source, or as ignore
SELECT
  f.source || ': ' || coalesce(f.title, f.survey_id) || ', question ' || f.question_id AS key,
  'survey ' || f.survey_id AS detail
FROM staging.survey_found_questions f
WHERE f.is_scored AND f.kind IS NULL
  AND NOT EXISTS (
    SELECT 1 FROM core.survey_questions m
    WHERE m.source = f.source AND m.survey_id = f.survey_id AND m.question_id IN (f.question_id, f.question_ref)
  )
  AND EXISTS (
    SELECT 1 FROM staging.survey_answers a
    WHERE a.source = f.source AND a.survey_id = f.survey_id AND a.question_id = f.question_id
  )

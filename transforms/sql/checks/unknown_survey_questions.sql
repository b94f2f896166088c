-- severity: warn
-- source: survey
-- meaning: mapped questions that no survey of the source has
-- total: core.survey_questions
SELECT m.source || ': survey ' || m.survey_id || ', question ' || m.question_id AS key
FROM core.survey_questions m
WHERE m.question_id <> 'kind ' || m.kind AND NOT EXISTS (
  SELECT 1 FROM staging.survey_found_questions f
  WHERE f.source = m.source AND f.survey_id = m.survey_id AND m.question_id IN (f.question_id, f.question_ref)
)
UNION ALL
SELECT m.source || ': survey ' || m.survey_id || ', ' || m.kind
FROM core.survey_questions m
WHERE m.question_id = 'kind ' || m.kind AND NOT EXISTS (
  SELECT 1 FROM raw.files_survey_responses f
  WHERE f._source = m.source AND f.survey = m.survey_id AND coalesce(word_of(f.kind), m.kind) = m.kind
)
UNION ALL
SELECT m.source || ': survey ' || m.survey_id || ', comment ' || m.comment_question
FROM core.survey_questions m
WHERE m.comment_question IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM staging.survey_found_questions f
  WHERE f.source = m.source AND f.survey_id = m.survey_id AND m.comment_question IN (f.question_id, f.question_ref)
)

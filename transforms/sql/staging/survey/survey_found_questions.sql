-- grain: one row per question of a survey tool
-- key: source, survey_id, question_id
-- meaning: what the tool itself tells of it: kind is null where nobody but people can
--   say; is_scored tells that it looks like a score. question_ref is its other name.
--   A retired question is no longer in its survey but was answered.
SELECT source, survey_id, title, question_id, question_ref, kind, scale_min, scale_max, is_scored, is_retired
FROM staging.typeform_questions
UNION ALL
SELECT source, survey_id, title, question_id, question_ref, kind, scale_min, scale_max, is_scored, is_retired
FROM staging.surveymonkey_questions
UNION ALL
SELECT source, survey_id, title, question_id, question_ref, kind, scale_min, scale_max, is_scored, is_retired
FROM staging.qualtrics_questions

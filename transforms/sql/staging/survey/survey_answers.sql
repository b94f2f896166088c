-- grain: one row per answered question of a sheet
-- key: source, survey_id, sheet_id, question_id
-- meaning: number is the answer where it is one, words the labels chosen, remark the
--   text typed; position is the question's place in the sheet.
SELECT source, survey_id, sheet_id, question_id, position, number, words, remark
FROM staging.typeform_answers
UNION ALL
SELECT source, survey_id, sheet_id, question_id, position, number, words, remark
FROM staging.surveymonkey_answers
UNION ALL
SELECT source, survey_id, sheet_id, question_id, position, number, words, remark
FROM staging.qualtrics_answers

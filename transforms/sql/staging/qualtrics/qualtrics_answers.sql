-- grain: one row per answered question of a sheet
-- key: source, survey_id, sheet_id, question_id
-- meaning: number is the recode value the export gives, words the label beside it,
--   remark what was typed.
WITH asked AS (
  SELECT
    r._source AS source, r.survey_id, r.response_id AS sheet_id, q.question_id,
    json_text(r.answers, '$."' || q.question_id || '"') AS given,
    json_text(r.labels, '$."' || q.question_id || '"') AS label,
    nullif(trim(json_text(r.answers, '$."' || q.question_id || '_TEXT"')), '') AS remark
  FROM raw.qualtrics_responses r
  JOIN staging.qualtrics_questions q ON q.source = r._source AND q.survey_id = r.survey_id
)
SELECT
  source, survey_id, sheet_id, question_id,
  row_number() OVER (
    PARTITION BY source, survey_id, sheet_id
    ORDER BY TRY_CAST(regexp_extract(question_id, '[0-9]+') AS BIGINT), question_id
  ) AS position,
  TRY_CAST(given AS DOUBLE) AS number,
  coalesce(label, CASE WHEN TRY_CAST(given AS DOUBLE) IS NULL THEN given END) AS words,
  remark
FROM asked
WHERE given IS NOT NULL OR remark IS NOT NULL

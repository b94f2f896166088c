-- grain: one row per answered field of a sheet
-- key: source, survey_id, sheet_id, question_id
-- meaning: number is an answer given as one, words the label of a choice, remark
--   free text. type and question_ref are what the answer says of its field.
WITH answers AS (
  SELECT
    r._source AS source, r.form_id AS survey_id, r.response_id AS sheet_id, a.position,
    json_text(a.answer, '$.field.id') AS question_id,
    json_text(a.answer, '$.field.ref') AS question_ref,
    json_text(a.answer, '$.field.type') AS type,
    CAST(json_text(a.answer, '$.number') AS DOUBLE) AS number,
    coalesce(json_text(a.answer, '$.choice.label'), json_text(a.answer, '$.boolean')) AS words,
    CASE WHEN json_text(a.answer, '$.type') = 'text' THEN nullif(trim(json_text(a.answer, '$.text')), '') END AS remark,
    row_number() OVER (
      PARTITION BY r._source, r.form_id, r.response_id, json_text(a.answer, '$.field.id') ORDER BY a.position
    ) AS turn
  FROM raw.typeform_responses r
  CROSS JOIN UNNEST(json_elements(r.answers)) WITH ORDINALITY AS a(answer, position)
)
SELECT source, survey_id, sheet_id, question_id, question_ref, type, position, number, words, remark
FROM answers
WHERE turn = 1

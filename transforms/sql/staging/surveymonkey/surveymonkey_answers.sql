-- grain: one row per answered question of a sheet, of a matrix with several rows one per row
-- key: source, survey_id, sheet_id, question_id
-- meaning: choices are looked up in the survey's own list: number is the one choice's
--   number, words the chosen labels, remark whatever was typed.
WITH given AS (
  SELECT
    r._source AS source, r.survey_id, r.response_id AS sheet_id,
    1000 * p.position + q.position AS position, a.position AS part,
    json_text(q.question, '$.id') AS question_id,
    json_text(a.answer, '$.choice_id') AS choice_id,
    json_text(a.answer, '$.row_id') AS row_id,
    nullif(trim(json_text(a.answer, '$.text')), '') AS remark
  FROM raw.surveymonkey_responses r
  CROSS JOIN UNNEST(json_elements(r.pages)) WITH ORDINALITY AS p(page, position)
  CROSS JOIN UNNEST(json_elements(json_extract(p.page, '$.questions'))) WITH ORDINALITY AS q(question, position)
  CROSS JOIN UNNEST(json_elements(json_extract(q.question, '$.answers'))) WITH ORDINALITY AS a(answer, position)
),
several_rows AS (
  SELECT f.source, f.survey_id, f.question_id
  FROM staging.surveymonkey_fields f
  CROSS JOIN UNNEST(json_elements(f.rows_list)) AS r(entry)
  WHERE f.family = 'matrix'
  GROUP BY f.source, f.survey_id, f.question_id
  HAVING count(*) > 1
),
decoded AS (
  SELECT
    g.source, g.survey_id, g.sheet_id, g.position, g.part,
    CASE WHEN m.question_id IS NOT NULL AND g.row_id IS NOT NULL THEN g.question_id || '/' || g.row_id ELSE g.question_id END AS question_id,
    g.choice_id, c.number, c.words, g.remark
  FROM given g
  LEFT JOIN staging.surveymonkey_choices c
    ON c.source = g.source AND c.survey_id = g.survey_id AND c.question_id = g.question_id AND c.choice_id = g.choice_id
  LEFT JOIN several_rows m ON m.source = g.source AND m.survey_id = g.survey_id AND m.question_id = g.question_id
)
SELECT
  source, survey_id, sheet_id, question_id, min(position) AS position,
  coalesce(CASE WHEN count(choice_id) = 1 THEN min(number) END, CASE WHEN count(*) = 1 THEN TRY_CAST(min(remark) AS DOUBLE) END) AS number,
  string_agg(words, chr(10) ORDER BY part) AS words,
  string_agg(remark, chr(10) ORDER BY part) AS remark
FROM decoded
GROUP BY source, survey_id, sheet_id, question_id

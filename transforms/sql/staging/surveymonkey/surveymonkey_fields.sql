-- grain: one row per question of a survey
-- key: source, survey_id, question_id
-- meaning: the vendor's description of the question, its lists still as JSON.
SELECT
  s._source AS source, s.id AS survey_id, s.title,
  json_text(q.question, '$.id') AS question_id,
  1000 * p.position + q.position AS position,
  json_text(q.question, '$.family') AS family,
  json_text(q.question, '$.subtype') AS subtype,
  coalesce(json_text(q.question, '$.display_options.display_subtype'), json_text(q.question, '$.display_options.display_type')) AS display,
  regexp_replace(coalesce(json_text(q.question, '$.headings[0].heading'), ''), '<[^>]*>', '', 'g') AS heading,
  json_extract(q.question, '$.answers.rows') AS rows_list,
  json_extract(q.question, '$.answers.choices') AS choices_list
FROM raw.surveymonkey_surveys s
CROSS JOIN UNNEST(json_elements(s.pages)) WITH ORDINALITY AS p(page, position)
CROSS JOIN UNNEST(json_elements(json_extract(p.page, '$.questions'))) WITH ORDINALITY AS q(question, position)
WHERE json_text(q.question, '$.id') IS NOT NULL

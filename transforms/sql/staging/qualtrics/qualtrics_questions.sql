-- grain: one row per question of a survey, of a matrix and a slider one per statement
-- key: source, survey_id, question_id
-- meaning: question_id is the name the vendor's exports give the answer: QID4, of a
--   statement QID4_2. The NPS selector is NPS, stars are CSAT (CES where the question
--   says effort); of other scales only people can say what they measure and which end
--   is good. question_ref is the export tag.
WITH fields AS (
  SELECT
    s._source AS source, s.id AS survey_id, s.name AS title, q.qid, json_extract(s.questions, '$."' || q.qid || '"') AS field
  FROM raw.qualtrics_surveys s
  CROSS JOIN UNNEST(json_keys(coalesce(s.questions, '{}'))) AS q(qid)
),
described AS (
  SELECT
    source, survey_id, title, qid, field,
    json_text(field, '$.DataExportTag') AS tag,
    json_text(field, '$.QuestionType') AS type,
    json_text(field, '$.Selector') AS selector,
    regexp_replace(lower(coalesce(json_text(field, '$.QuestionText'), '')), '<[^>]*>', '', 'g') AS words,
    TRY_CAST(coalesce(json_text(field, '$.Configuration.StarCount'), json_text(field, '$.Configuration.CSSliderMax')) AS DOUBLE) AS highest
  FROM fields
),
statements AS (
  SELECT d.source, d.survey_id, d.qid, c.statement
  FROM described d
  CROSS JOIN UNNEST(json_keys(coalesce(json_extract(d.field, '$.Choices'), '{}'))) AS c(statement)
  WHERE d.type IN ('Matrix', 'Slider')
),
named AS (
  SELECT
    d.source, d.survey_id, d.title, d.type, d.selector, d.words, d.highest,
    CASE WHEN s.statement IS NULL THEN d.qid ELSE d.qid || '_' || s.statement END AS question_id,
    CASE WHEN s.statement IS NULL THEN d.tag ELSE d.tag || '_' || s.statement END AS question_ref
  FROM described d
  LEFT JOIN statements s ON s.source = d.source AND s.survey_id = d.survey_id AND s.qid = d.qid
),
judged AS (
  SELECT
    source, survey_id, title, question_id, question_ref, highest,
    CASE
      WHEN type = 'MC' AND selector = 'NPS' THEN 'nps'
      WHEN type = 'Slider' AND selector = 'STAR' AND words LIKE '%effort%' THEN 'ces'
      WHEN type = 'Slider' AND selector = 'STAR' THEN 'csat'
    END AS kind,
    type = 'Slider' OR selector = 'NPS' OR (type IN ('MC', 'Matrix') AND asks_for_score(words)) AS is_scored
  FROM named
)
SELECT
  source, survey_id, title, question_id, question_ref, kind,
  CAST(CASE kind WHEN 'nps' THEN 0 WHEN 'csat' THEN 1 WHEN 'ces' THEN 1 END AS DOUBLE) AS scale_min,
  CASE WHEN kind = 'nps' THEN 10.0 WHEN kind IS NOT NULL THEN coalesce(highest, 5) END AS scale_max,
  coalesce(is_scored, FALSE) AS is_scored, FALSE AS is_retired
FROM judged

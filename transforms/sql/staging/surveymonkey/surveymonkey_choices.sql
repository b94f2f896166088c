-- grain: one row per choice of a question
-- key: source, survey_id, question_id, choice_id
-- meaning: number is the choice's weight, but of eleven rating choices their place
--   from 0: the vendor's NPS question weighs them -100, 0 and 100. A choice that is
--   itself a number stands for it. "Not applicable" stands for nothing.
WITH choices AS (
  SELECT
    f.source, f.survey_id, f.question_id, f.subtype,
    json_text(c.choice, '$.id') AS choice_id,
    coalesce(CAST(json_text(c.choice, '$.position') AS BIGINT), c.position) AS position,
    CAST(json_text(c.choice, '$.weight') AS DOUBLE) AS weight,
    nullif(trim(json_text(c.choice, '$.text')), '') AS words,
    coalesce(CAST(json_text(c.choice, '$.is_na') AS BOOLEAN), FALSE) AS is_na
  FROM staging.surveymonkey_fields f
  CROSS JOIN UNNEST(json_elements(f.choices_list)) WITH ORDINALITY AS c(choice, position)
),
scales AS (
  SELECT
    source, survey_id, question_id, count(*) AS points, count(DISTINCT weight) AS weights, min(weight) AS lowest, max(weight) AS highest
  FROM choices
  WHERE NOT is_na
  GROUP BY source, survey_id, question_id
),
placed AS (
  SELECT
    source, survey_id, question_id, choice_id,
    row_number() OVER (PARTITION BY source, survey_id, question_id ORDER BY position, choice_id) - 1 AS place
  FROM choices
  WHERE NOT is_na
)
SELECT
  c.source, c.survey_id, c.question_id, c.choice_id,
  CASE
    WHEN c.is_na THEN NULL
    WHEN c.subtype = 'rating' AND s.points = 11 AND s.weights = 11 AND s.highest - s.lowest = 10 THEN c.weight - s.lowest
    WHEN c.subtype = 'rating' AND s.points = 11 THEN CAST(p.place AS DOUBLE)
    ELSE coalesce(c.weight, TRY_CAST(c.words AS DOUBLE))
  END AS number,
  c.words, c.is_na
FROM choices c
LEFT JOIN scales s ON s.source = c.source AND s.survey_id = c.survey_id AND s.question_id = c.question_id
LEFT JOIN placed p
  ON p.source = c.source AND p.survey_id = c.survey_id AND p.question_id = c.question_id AND p.choice_id = c.choice_id

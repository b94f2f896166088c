-- grain: one row per survey answer of the team's files
-- key: source, response_id
-- meaning: what the configuration says of a survey comes before the file's own
--   columns. An answer in words goes through the survey's words; one nobody mapped
--   gives no score but is kept in unread. A scale whose lowest answer is the best is
--   turned round. Without a word of it NPS is about the relationship and the other
--   kinds about one event.
WITH kinds AS (
  SELECT
    f._source AS source, f.response_id, f.survey, coalesce(word_of(f.kind), m.kind) AS kind
  FROM raw.files_survey_responses f
  LEFT JOIN staging.files_survey_mappings m ON m.source = f._source AND m.survey = f.survey AND m.is_only
),
scaled AS (
  SELECT
    f.*, k.kind AS known_kind, m.name, coalesce(m.relationship, f.relationship, k.kind = 'nps') AS is_relationship,
    coalesce(m.reversed, f.reversed, FALSE) AS is_reversed,
    coalesce(m.scale_min, f.scale_min, CASE k.kind WHEN 'nps' THEN 0 ELSE 1 END) AS lowest,
    coalesce(m.scale_max, f.scale_max, CASE k.kind WHEN 'nps' THEN 10 WHEN 'ces' THEN 7 ELSE 5 END) AS highest,
    coalesce(f.score, CASE WHEN m.reads_words THEN w.score ELSE number_of(f.answer) END) AS given_score
  FROM raw.files_survey_responses f
  JOIN kinds k ON k.source = f._source AND k.response_id = f.response_id
  LEFT JOIN staging.files_survey_mappings m ON m.source = f._source AND m.survey = f.survey AND m.kind = k.kind
  LEFT JOIN core.survey_words w
    ON w.source = f._source AND w.survey_id = f.survey AND w.question_id = 'kind ' || k.kind AND w.word = word_of(f.answer)
)
SELECT
  f._source AS source, f.response_id, coalesce(f.name, f.survey) AS survey, f.known_kind AS kind, f.is_relationship AS relationship,
  coalesce(f.respondent_id, f.response_id) AS respondent_id, r.customer_id,
  CASE WHEN f.is_reversed THEN f.lowest + f.highest - f.given_score ELSE f.given_score END AS score,
  f.lowest AS scale_min, f.highest AS scale_max, f.responded_at, f.comment,
  CASE WHEN f.given_score IS NULL THEN f.answer END AS unread
FROM scaled f
CROSS JOIN core.settings s
LEFT JOIN staging.customer_references r ON r.reference = f.customer_id
WHERE f.responded_at < s.as_of_end

-- grain: one row per survey of the team's files and kind the configuration speaks of
-- key: source, survey, kind
-- meaning: is_only tells that the survey is of one kind, so that its rows need not
--   say it. reads_words tells that its answers may be words.
WITH worded AS (
  SELECT DISTINCT source, survey_id, question_id FROM core.survey_words
)
SELECT
  m.source, m.survey_id AS survey, m.kind, coalesce(m.name, m.survey_id) AS name, m.scale_min, m.scale_max, m.reversed, m.relationship,
  w.survey_id IS NOT NULL AS reads_words,
  count(*) OVER (PARTITION BY m.source, m.survey_id) = 1 AS is_only
FROM core.survey_questions m
LEFT JOIN worded w ON w.source = m.source AND w.survey_id = m.survey_id AND w.question_id = m.question_id
WHERE m.question_id = 'kind ' || m.kind

-- severity: warn
-- source: survey
-- meaning: answers given in words that are no point of the scale: name them under words of the survey's mapping
-- total: staging.survey_scores
SELECT
  q.survey || ': "' || coalesce(word_of(a.unread), '') || '"' AS key, count(*) AS failed, CAST(count(*) AS VARCHAR) || ' answers' AS detail
FROM staging.survey_scores a
JOIN staging.survey_questions q ON q.source = a.source AND q.survey_id = a.survey_id AND q.question_id = a.question_id
WHERE a.unread IS NOT NULL
GROUP BY 1
UNION ALL
SELECT
  coalesce(survey, source) || ': "' || coalesce(word_of(unread), '') || '"', count(*), CAST(count(*) AS VARCHAR) || ' answers'
FROM staging.files_survey_responses
WHERE unread IS NOT NULL
GROUP BY 1

-- severity: warn
-- source: survey
-- meaning: answer sheets the survey tool takes for spam; they are left out
-- total: raw.qualtrics_responses
SELECT r._source || ': ' || coalesce(s.name, r.survey_id) AS key, count(*) AS failed, CAST(count(*) AS VARCHAR) || ' sheets' AS detail
FROM raw.qualtrics_responses r
LEFT JOIN raw.qualtrics_surveys s ON s._source = r._source AND s.id = r.survey_id
WHERE r.status IN (8, 12, 40)
GROUP BY 1

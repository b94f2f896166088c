-- severity: warn
-- source: survey
-- meaning: answers whose score is missing, no whole number or outside its scale; they are left out, never clipped
-- total: core.survey_responses
SELECT survey || ': ' || response_id AS key, coalesce(CAST(score AS VARCHAR), 'no score') AS detail
FROM core.survey_responses
WHERE score IS NULL OR score < scale_min OR score > scale_max OR score <> floor(score)

-- severity: warn
-- source: survey
-- meaning: survey answers of nobody we know as a customer
-- total: core.survey_responses
SELECT survey || ': ' || response_id AS key
FROM core.survey_responses
WHERE customer_id IS NULL

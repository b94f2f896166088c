-- severity: warn
-- source: survey
-- meaning: survey answers of nobody we know as a customer
-- total: core.survey_responses
SELECT
  coalesce('customer ' || f.customer_id, coalesce(r.survey || ': ', '') || r.response_id) AS key,
  count(*) AS failed,
  CASE WHEN any_value(f.customer_id) IS NOT NULL THEN CAST(count(*) AS VARCHAR) || ' answers' END AS detail
FROM core.survey_responses r
LEFT JOIN raw.files_survey_responses f ON f._source = r.source AND f.response_id = r.response_id
WHERE r.customer_id IS NULL
GROUP BY 1

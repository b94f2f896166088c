-- grain: one row per reporting period and NPS answer
-- key: span, period_start, response_id
-- meaning: is_valid is false for scores that are not a whole number from 0 to 10:
--   they are counted, never clipped. is_latest is each respondent's newest valid
--   answer of the period and kind of survey. An e-mail address is one respondent
--   whatever source tells it, any other id only within its source.
WITH given AS (
  SELECT
    response_id, coalesce(relationship, TRUE) AS relationship, coalesce(customer_id, '') AS customer_id, responded_at, responded_on, score,
    respondent_of(source, respondent_id, response_id) AS respondent,
    coalesce(score BETWEEN 0 AND 10 AND score = floor(score), FALSE) AS is_valid
  FROM core.survey_responses
  WHERE kind = 'nps'
)
SELECT
  d.span, d.period_start, d.last_day, g.response_id, g.relationship, g.customer_id, g.respondent, g.score, g.is_valid,
  g.is_valid AND row_number() OVER (
    PARTITION BY d.span, d.period_start, g.relationship, g.is_valid, g.respondent ORDER BY g.responded_at DESC, g.response_id DESC
  ) = 1 AS is_latest
FROM given g
JOIN metrics.period_days d ON d.day = g.responded_on AND d.topic = 'survey'

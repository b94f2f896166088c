-- grain: one row per reporting period and counted NPS answer
-- key: span, period_start, relationship, response_id
-- meaning: of a relationship survey only each respondent's latest answer in the
--   period counts, of a transactional one every answer. is_valid is false for
--   scores that are not a whole number from 0 to 10: they are counted, never clipped.
WITH answers AS (
  SELECT
    d.span, d.period_start, d.last_day, r.response_id, r.relationship,
    coalesce(r.customer_id, '') AS customer_id,
    coalesce(CASE WHEN r.relationship THEN r.respondent_id END, r.response_id) AS voice,
    r.responded_at, r.score,
    coalesce(r.score BETWEEN 0 AND 10 AND r.score = floor(r.score), FALSE) AS is_valid
  FROM (
    SELECT response_id, coalesce(relationship, TRUE) AS relationship, customer_id, respondent_id,
      responded_at, responded_on, score
    FROM core.survey_responses
    WHERE kind = 'nps'
  ) r
  JOIN metrics.period_days d ON d.day = r.responded_on AND d.topic = 'survey'
),
ranked AS (
  SELECT
    span, period_start, last_day, response_id, relationship, customer_id, score, is_valid,
    row_number() OVER (
      PARTITION BY span, period_start, relationship, is_valid, voice ORDER BY responded_at DESC, response_id DESC
    ) AS newest
  FROM answers
)
SELECT span, period_start, last_day, response_id, relationship, customer_id, score, is_valid
FROM ranked
WHERE newest = 1 OR NOT is_valid

-- grain: one row per reporting period, mode and voice that counts in it
-- key: mode, span, period_start, relationship, voice
-- meaning: mode says whose answer counts: every response, the latest of each
--   respondent, or accounts by their respondents' mean. voice is the answer, or
--   the account.
WITH voices AS (
  SELECT 'responses' AS mode, span, period_start, last_day, relationship, customer_id, response_id AS voice, score, 0 AS mrr
  FROM metrics.nps_answers
  WHERE is_valid
  UNION ALL
  SELECT 'latest_per_respondent', span, period_start, last_day, relationship, customer_id, response_id, score, 0
  FROM metrics.nps_answers
  WHERE is_latest
  UNION ALL
  SELECT 'accounts', span, period_start, last_day, relationship, customer_id, customer_id, score, mrr
  FROM metrics.nps_accounts
)
SELECT
  mode, span, period_start, last_day, relationship, customer_id, voice, score, CAST(mrr AS DECIMAL(18, 6)) AS mrr,
  CASE WHEN score >= 9 THEN 'promoter' WHEN score >= 7 THEN 'passive' ELSE 'detractor' END AS category
FROM voices

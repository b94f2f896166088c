-- adds: 100 * ratio(sum(part), sum(base))
-- meaning: one row per answer that counts in the period. part is 1 for a promoter,
--   -1 for a detractor and 0 for a passive, base 1; of an account with several voices
--   each has its share of the account's one.
SELECT
  nullif(a.customer_id, '') AS customer_id, 'survey_response' AS record, r.source, a.response_id AS record_id, r.responded_on AS day,
  CAST(CAST(a.score AS INTEGER) AS VARCHAR)
    || CASE WHEN coalesce(c.score, a.score) >= 9 THEN ' promoter' WHEN coalesce(c.score, a.score) >= 7 THEN ' passive' ELSE ' detractor' END
    || CASE WHEN c.respondents > 1 THEN ', the account''s mean is ' || CAST(round(c.score, 2) AS VARCHAR) ELSE '' END AS detail,
  CASE WHEN coalesce(c.score, a.score) >= 9 THEN 1.0 WHEN coalesce(c.score, a.score) >= 7 THEN 0.0 ELSE -1.0 END / coalesce(c.respondents, 1) AS part,
  1.0 / coalesce(c.respondents, 1) AS base
FROM metrics.figure f
CROSS JOIN core.settings s
JOIN metrics.nps_answers a ON a.span = f.span AND a.period_start = f.period_start AND a.relationship
JOIN metrics.customer_segments g
  ON g.day = a.last_day AND g.customer_id = a.customer_id AND g.dimension = f.dimension AND g.segment = f.segment
JOIN core.survey_responses r ON r.response_id = a.response_id
LEFT JOIN metrics.nps_accounts c
  ON s.nps_mode = 'accounts' AND c.span = a.span AND c.period_start = a.period_start
  AND c.relationship = a.relationship AND c.customer_id = a.customer_id
WHERE CASE s.nps_mode WHEN 'responses' THEN a.is_valid WHEN 'accounts' THEN a.is_latest AND a.customer_id <> '' ELSE a.is_latest END

-- grain: one row per satisfaction rating
-- key: response_id
-- meaning: Freshdesk's scale of two to seven steps (103 extremely happy to -103
--   extremely unhappy, 100 neutral; 1 to 3 in old accounts) as one to five, so that
--   four and five are the happy ones, as in Freshdesk's own reports.
SELECT
  r._source || '/' || CAST(r.id AS VARCHAR) AS response_id, r._source AS source, 'Ticket rating' AS survey, 'csat' AS kind, FALSE AS relationship,
  CAST(r.user_id AS VARCHAR) AS respondent_id, coalesce(t.customer_id, u.customer_id) AS customer_id,
  CAST(CASE r.score
    WHEN 103 THEN 5 WHEN 102 THEN 4 WHEN 101 THEN 4 WHEN 100 THEN 3 WHEN -101 THEN 2 WHEN -102 THEN 2 WHEN -103 THEN 1
    WHEN 1 THEN 5 WHEN 2 THEN 3 WHEN 3 THEN 1
    ELSE r.score
  END AS DOUBLE) AS score,
  1.0 AS scale_min, 5.0 AS scale_max, r.created_at AS responded_at, nullif(trim(r.feedback), '') AS comment
FROM raw.freshdesk_satisfaction_ratings r
CROSS JOIN core.settings s
LEFT JOIN staging.freshdesk_tickets t ON t.source = r._source AND t.ticket_id = CAST(r.ticket_id AS VARCHAR)
LEFT JOIN staging.identity_users u ON u.source = r._source AND u.source_id = CAST(r.user_id AS VARCHAR)
WHERE r.score IS NOT NULL AND r.created_at < s.as_of_end

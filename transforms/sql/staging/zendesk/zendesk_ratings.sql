-- grain: one row per ticket rating a requester gave
-- key: response_id
-- meaning: legacy ratings, good is 1 and bad is 0, and the answers to the survey
--   that replaces them, one to five. Offers nobody took are no answers.
SELECT
  r._source || '/' || CAST(r.id AS VARCHAR) AS response_id, r._source AS source, 'Ticket rating' AS survey, 'csat' AS kind,
  FALSE AS relationship, CAST(r.requester_id AS VARCHAR) AS respondent_id,
  coalesce(t.customer_id, u.customer_id) AS customer_id,
  CASE WHEN r.score LIKE 'good%' THEN 1.0 ELSE 0.0 END AS score, 0.0 AS scale_min, 1.0 AS scale_max,
  coalesce(r.updated_at, r.created_at) AS responded_at, nullif(trim(r.comment), '') AS comment
FROM raw.zendesk_satisfaction_ratings r
CROSS JOIN core.settings s
LEFT JOIN staging.zendesk_tickets t ON t.source = r._source AND t.ticket_id = CAST(r.ticket_id AS VARCHAR)
LEFT JOIN staging.identity_users u ON u.source = r._source AND u.source_id = CAST(r.requester_id AS VARCHAR)
WHERE (r.score LIKE 'good%' OR r.score LIKE 'bad%') AND coalesce(r.updated_at, r.created_at) < s.as_of_end
UNION ALL
SELECT
  a.response_id, a.source, 'Ticket rating', 'csat', FALSE, a.respondent_id, coalesce(t.customer_id, u.customer_id),
  a.score, 1.0, 5.0, a.answered_at, a.comment
FROM staging.zendesk_survey_answers a
LEFT JOIN staging.zendesk_tickets t ON t.source = a.source AND t.ticket_id = a.ticket_id
LEFT JOIN staging.identity_users u ON u.source = a.source AND u.source_id = a.respondent_id

-- grain: one row per conversation a contact rated
-- key: response_id
-- meaning: one to five; a request nobody answered is no answer.
SELECT
  c._source || '/' || c.id AS response_id, c._source AS source, 'Ticket rating' AS survey, 'csat' AS kind, FALSE AS relationship,
  coalesce(c.rating_contact_id, t.requester_id) AS respondent_id, coalesce(t.customer_id, u.customer_id) AS customer_id,
  CAST(c.rating AS DOUBLE) AS score, 1.0 AS scale_min, 5.0 AS scale_max,
  coalesce(c.rating_updated_at, c.rating_requested_at) AS responded_at, nullif(trim(c.rating_remark), '') AS comment
FROM raw.intercom_conversations c
CROSS JOIN core.settings s
LEFT JOIN staging.intercom_tickets t ON t.source = c._source AND t.ticket_id = c.id
LEFT JOIN staging.identity_users u ON u.source = c._source AND u.source_id = c.rating_contact_id
WHERE c.rating IS NOT NULL AND coalesce(c.rating_updated_at, c.rating_requested_at) < s.as_of_end

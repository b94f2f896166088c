-- grain: one row per conversation whose contact was asked for a rating
-- key: source, invitation_id
SELECT
  c._source AS source, c._source || '/' || c.id AS invitation_id, 'Ticket rating' AS survey, 'csat' AS kind, FALSE AS relationship,
  coalesce(c.rating_contact_id, t.requester_id) AS respondent_id, coalesce(t.customer_id, u.customer_id) AS customer_id,
  c.rating_requested_at AS invited_at, c._source || '/' || c.id AS response_id
FROM raw.intercom_conversations c
CROSS JOIN core.settings s
LEFT JOIN staging.intercom_tickets t ON t.source = c._source AND t.ticket_id = c.id
LEFT JOIN staging.identity_users u ON u.source = c._source AND u.source_id = c.rating_contact_id
WHERE c.rating_requested_at < s.as_of_end

-- grain: one row per moment of a helpdesk ticket that matters to a metric
-- key: source, event_id
-- meaning: state is the one the ticket entered (new, open, pending, hold, solved,
--   closed), null for a mere reply; is_reply marks the support team's public replies.
--   Events of one instant are taken in the order of their ids, as numbers.
SELECT source, ticket_id, event_id, occurred_at, state, is_reply
FROM staging.zendesk_ticket_events
UNION ALL
SELECT source, ticket_id, event_id, occurred_at, state, is_reply
FROM staging.intercom_ticket_events

-- grain: one row per moment of a helpdesk ticket that matters to a metric
-- key: source, event_id
-- meaning: state is the one the ticket entered (new, open, pending, hold, solved,
--   closed), null for a mere reply; is_reply marks the support team's public replies.
--   Events of one instant are taken in the order of their ids, as numbers. Those of
--   tickets that are not in helpdesk_tickets are left out.
WITH events AS (
  SELECT source, ticket_id, event_id, occurred_at, state, is_reply
  FROM staging.zendesk_ticket_events
  UNION ALL
  SELECT source, ticket_id, event_id, occurred_at, state, is_reply
  FROM staging.intercom_ticket_events
)
SELECT e.source, t.ticket_id, e.event_id, e.occurred_at, e.state, e.is_reply
FROM events e
JOIN staging.helpdesk_tickets t ON t.source = e.source AND t.source_ticket_id = e.ticket_id

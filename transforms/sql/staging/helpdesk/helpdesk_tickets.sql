-- grain: one row per helpdesk ticket created by the end of the as-of day
-- key: source, ticket_id
-- meaning: ticket_id is the helpdesk's own, source_ticket_id, with its source before
--   it where another helpdesk has a ticket of the same number. is_current:
--   nothing happened to the ticket after the as-of day, so its own status and
--   measures are those of that day. tells_replies: the helpdesk records replies, so
--   that a missing one means there was none.
WITH tickets AS (
  SELECT
    source, ticket_id, customer_id, requester_id, subject, channel, priority, status, created_at, is_current,
    first_replied_at, first_solved_at, solved_at, reopens,
    first_reply_minutes_business, first_resolution_minutes_business, full_resolution_minutes_business,
    requester_wait_minutes, requester_wait_minutes_business,
    sla_target_minutes, sla_breached, opened_by_agent, tells_replies
  FROM staging.zendesk_tickets
  UNION ALL
  SELECT
    source, ticket_id, customer_id, requester_id, subject, channel, priority, status, created_at, is_current,
    first_replied_at, first_solved_at, solved_at, reopens,
    first_reply_minutes_business, first_resolution_minutes_business, full_resolution_minutes_business,
    requester_wait_minutes, requester_wait_minutes_business,
    sla_target_minutes, sla_breached, opened_by_agent, tells_replies
  FROM staging.intercom_tickets
  UNION ALL
  SELECT
    source, ticket_id, customer_id, requester_id, subject, channel, priority, status, created_at, is_current,
    first_replied_at, first_solved_at, solved_at, reopens,
    first_reply_minutes_business, first_resolution_minutes_business, full_resolution_minutes_business,
    requester_wait_minutes, requester_wait_minutes_business,
    sla_target_minutes, sla_breached, opened_by_agent, tells_replies
  FROM staging.freshdesk_tickets
)
SELECT
  source, own_id(source, ticket_id, min(source) OVER same, max(source) OVER same) AS ticket_id, ticket_id AS source_ticket_id,
  customer_id, requester_id, subject, channel, priority, status, created_at, is_current,
  first_replied_at, first_solved_at, solved_at, reopens,
  first_reply_minutes_business, first_resolution_minutes_business, full_resolution_minutes_business,
  requester_wait_minutes, requester_wait_minutes_business,
  sla_target_minutes, sla_breached, opened_by_agent, tells_replies
FROM tickets
WINDOW same AS (PARTITION BY ticket_id)

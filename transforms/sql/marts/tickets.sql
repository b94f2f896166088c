-- grain: one row per ticket known at the as-of day, deleted ones left out
-- key: ticket_id
-- meaning: times of a ticket in calendar minutes, and in business minutes: of the
--   team's schedule, or the helpdesk's own where none is configured. Full resolution
--   runs to the last solve and is null while open. The requester waits while a
--   ticket is new, open or on hold. First reply is null where an agent opened the
--   ticket. sla judges the first reply.
-- check: not_null(ticket_id, created_at, priority, sla)
-- check: accepted(sla, met, breached, open, none)
-- check: expression(first_reply_minutes IS NULL OR first_reply_minutes >= 0)
SELECT
  ticket_id, customer_id, created_at, priority, state,
  first_reply_minutes, first_resolution_minutes, full_resolution_minutes,
  first_reply_minutes_business, first_resolution_minutes_business, full_resolution_minutes_business,
  solved_at, reopens, sla, sla_target_minutes, opened_by_agent, created_on, solved_on,
  requester_wait_minutes, requester_wait_minutes_business
FROM metrics.ticket_facts

-- grain: one row per ticket
-- key: source, ticket_id
-- sorted: no
-- meaning: the moments of a ticket as known at the end of the as-of day. Where its
--   events are known they decide replies and solves, else the helpdesk's own
--   measures. Tickets deleted on the day of their creation are left out; others are
--   until then like any. The target is the one of the priority when it first had
--   one, or of the last (sla_priority).
WITH known AS (
  SELECT
    t.*, local_day(t.created_at) AS created_on, s.sla_priority, s.as_of_end,
    CASE WHEN coalesce(m.has_replies, FALSE) THEN m.first_replied_at
      WHEN t.first_replied_at < s.as_of_end THEN t.first_replied_at END AS replied,
    CASE WHEN coalesce(m.has_states, FALSE) THEN m.first_solved_at
      WHEN t.first_solved_at < s.as_of_end THEN t.first_solved_at END AS first_solved,
    CASE WHEN coalesce(m.has_states, FALSE) THEN m.last_solved_at
      WHEN t.solved_at < s.as_of_end THEN t.solved_at END AS last_solved,
    CASE WHEN t.is_current THEN t.status IN ('solved', 'closed')
      WHEN coalesce(m.has_states, FALSE) THEN m.last_state IN ('solved', 'closed')
      ELSE coalesce(t.solved_at < s.as_of_end, FALSE) END AS is_solved,
    CASE WHEN coalesce(m.has_states, FALSE) THEN m.reopens ELSE coalesce(t.reopens, 0) END AS reopened,
    coalesce(m.last_state = 'deleted', FALSE) AS is_deleted,
    local_day(m.last_entered_at) AS last_moved_on,
    coalesce(m.has_states, FALSE) AS has_states,
    coalesce(m.first_priority, t.priority) AS first_priority,
    CASE WHEN t.is_current THEN coalesce(t.priority, m.last_priority) ELSE coalesce(m.last_priority, t.priority) END AS last_priority
  FROM staging.tickets t
  CROSS JOIN core.settings s
  LEFT JOIN staging.ticket_milestones m ON m.source = t.source AND m.ticket_id = t.ticket_id
)
SELECT
  k.source, k.ticket_id, k.source_ticket_id, k.customer_id, k.requester_id, k.subject, k.channel, k.status, k.created_at, k.created_on, k.is_current, k.tells_replies,
  k.opened_by_agent, k.sla_breached, k.is_deleted, k.has_states, k.as_of_end,
  k.first_priority, k.last_priority, CASE k.sla_priority WHEN 'last' THEN k.last_priority ELSE k.first_priority END AS applied_priority,
  k.sla_target_minutes, k.replied, k.first_solved,
  CASE WHEN k.is_solved AND NOT k.is_deleted THEN coalesce(k.last_solved, k.first_solved) END AS solved,
  k.is_solved, k.reopened,
  k.requester_wait_minutes, k.requester_wait_minutes_business,
  k.first_reply_minutes_business, k.first_resolution_minutes_business, k.full_resolution_minutes_business
FROM known k
WHERE NOT (k.is_deleted AND k.last_moved_on <= k.created_on)

-- grain: one row per ticket of the team's files
-- key: source, ticket_id
-- sorted: no
-- meaning: the columns of helpdesk_tickets; the instants given are cut at the as-of
--   day later. A status counts only while nothing happened since the as-of day;
--   without one the ticket's events and solves decide. A ticket that is deleted,
--   spam or merged is left out unless an event says when.
WITH replying AS (
  SELECT _source FROM raw.files_tickets WHERE first_replied_at IS NOT NULL
  UNION
  SELECT _source FROM raw.files_ticket_events WHERE public_reply AND by_agent
),
gone AS (
  SELECT DISTINCT _source, ticket_id FROM raw.files_ticket_events WHERE ticket_state(state) = 'deleted'
),
moved_later AS (
  SELECT DISTINCT e._source, e.ticket_id
  FROM raw.files_ticket_events e
  CROSS JOIN core.settings s
  WHERE e.occurred_at >= s.as_of_end
)
SELECT
  f._source AS source, f.ticket_id, f.ticket_id AS source_ticket_id, r.customer_id, f.requester_id, CAST(NULL AS VARCHAR) AS subject, f.channel,
  word_of(f.priority) AS priority, ticket_state(f.status) AS status, f.created_at,
  word_of(f.status) IS NOT NULL AND e.ticket_id IS NULL
    AND greatest(f.created_at, f.first_replied_at, f.first_solved_at, f.solved_at) < s.as_of_end AS is_current,
  f.first_replied_at, coalesce(f.first_solved_at, f.solved_at) AS first_solved_at, f.solved_at, f.reopens,
  CAST(NULL AS DOUBLE) AS first_reply_minutes_business,
  CAST(NULL AS DOUBLE) AS first_resolution_minutes_business,
  CAST(NULL AS DOUBLE) AS full_resolution_minutes_business,
  CAST(NULL AS DOUBLE) AS requester_wait_minutes, CAST(NULL AS DOUBLE) AS requester_wait_minutes_business,
  CAST(f.sla_target_minutes AS DOUBLE) AS sla_target_minutes, f.sla_breached, coalesce(f.opened_by_agent, FALSE) AS opened_by_agent,
  p._source IS NOT NULL AS tells_replies
FROM raw.files_tickets f
CROSS JOIN core.settings s
LEFT JOIN staging.customer_references r ON r.reference = f.customer_id
LEFT JOIN moved_later e ON e._source = f._source AND e.ticket_id = f.ticket_id
LEFT JOIN replying p ON p._source = f._source
LEFT JOIN gone g ON g._source = f._source AND g.ticket_id = f.ticket_id
WHERE f.created_at < s.as_of_end AND (coalesce(ticket_state(f.status), '') <> 'deleted' OR g.ticket_id IS NOT NULL)

-- grain: one row per ticket of the team's files
-- key: source, ticket_id
-- meaning: the columns of zendesk_tickets; the instants given are cut at the as-of day later.
SELECT
  f._source AS source, f.ticket_id, r.customer_id, f.requester_id, CAST(NULL AS VARCHAR) AS subject, f.channel, f.priority,
  coalesce(f.status, CASE WHEN f.solved_at IS NOT NULL THEN 'solved' ELSE 'open' END) AS status, f.created_at,
  greatest(f.created_at, f.first_replied_at, f.first_solved_at, f.solved_at) < s.as_of_end AS is_current,
  f.first_replied_at, coalesce(f.first_solved_at, f.solved_at) AS first_solved_at, f.solved_at, f.reopens,
  CAST(NULL AS DOUBLE) AS first_reply_minutes_business,
  CAST(NULL AS DOUBLE) AS first_resolution_minutes_business,
  CAST(NULL AS DOUBLE) AS full_resolution_minutes_business,
  CAST(f.sla_target_minutes AS DOUBLE) AS sla_target_minutes, f.sla_breached, coalesce(f.opened_by_agent, FALSE) AS opened_by_agent
FROM raw.files_tickets f
CROSS JOIN core.settings s
LEFT JOIN staging.customer_references r ON r.reference = f.customer_id
WHERE f.created_at < s.as_of_end AND coalesce(f.status, '') <> 'deleted'

-- grain: one row per ticket created by the end of the as-of day
-- key: source, ticket_id
-- meaning: customer by the ticket's company, else its requester. Freshdesk keeps
--   the last solution and the last reopening only: of a ticket that was reopened
--   the first solution is unknown and reopens says that there was one. A status of
--   the account's own is on hold: none of them can mean that a ticket is done.
SELECT
  t._source AS source, CAST(t.id AS VARCHAR) AS ticket_id, coalesce(o.customer_id, u.customer_id) AS customer_id,
  CAST(t.requester_id AS VARCHAR) AS requester_id, t.subject,
  CASE t.source
    WHEN 1 THEN 'email' WHEN 2 THEN 'web' WHEN 3 THEN 'phone' WHEN 7 THEN 'chat' WHEN 9 THEN 'widget' WHEN 10 THEN 'outbound' WHEN 15 THEN 'chat'
    ELSE CAST(t.source AS VARCHAR)
  END AS channel,
  CASE t.priority WHEN 1 THEN 'low' WHEN 2 THEN 'normal' WHEN 3 THEN 'high' WHEN 4 THEN 'urgent' END AS priority,
  CASE
    WHEN t.status = 2 AND t.first_responded_at IS NULL AND t.responder_id IS NULL THEN 'new'
    WHEN t.status = 2 THEN 'open'
    WHEN t.status = 3 THEN 'pending'
    WHEN t.status = 4 THEN 'solved'
    WHEN t.status = 5 THEN 'closed'
    ELSE 'hold'
  END AS status,
  t.created_at, coalesce(t.updated_at, t.created_at) < s.as_of_end AS is_current,
  t.first_responded_at AS first_replied_at,
  CASE WHEN t.reopened_at IS NULL THEN coalesce(t.resolved_at, t.closed_at) END AS first_solved_at,
  CASE WHEN t.status IN (4, 5) THEN coalesce(t.resolved_at, t.closed_at) END AS solved_at,
  CASE WHEN t.reopened_at < s.as_of_end THEN 1 ELSE 0 END AS reopens,
  CAST(NULL AS DOUBLE) AS first_reply_minutes_business,
  CAST(NULL AS DOUBLE) AS first_resolution_minutes_business,
  CAST(NULL AS DOUBLE) AS full_resolution_minutes_business,
  CAST(NULL AS DOUBLE) AS requester_wait_minutes, CAST(NULL AS DOUBLE) AS requester_wait_minutes_business,
  CAST(NULL AS DOUBLE) AS sla_target_minutes, CAST(NULL AS BOOLEAN) AS sla_breached,
  coalesce(t.source = 10, FALSE) AS opened_by_agent, TRUE AS tells_replies
FROM raw.freshdesk_tickets t
CROSS JOIN core.settings s
LEFT JOIN staging.identity_organizations o ON o.source = t._source AND o.source_id = CAST(t.company_id AS VARCHAR)
LEFT JOIN staging.identity_users u ON u.source = t._source AND u.source_id = CAST(t.requester_id AS VARCHAR)
WHERE t.created_at < s.as_of_end AND NOT coalesce(t.spam, FALSE) AND NOT coalesce(t.deleted, FALSE)

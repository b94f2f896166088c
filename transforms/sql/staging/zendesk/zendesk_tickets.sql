-- grain: one row per helpdesk ticket created by the end of the as-of day
-- key: source, ticket_id
-- meaning: customer by the ticket's organization, else its requester. is_current:
--   nothing happened to the ticket after the as-of day, so its own status and
--   measures are those of that day. Zendesk marks a ticket merged into another by
--   a tag; it is left out once it is.
WITH agents AS (
  SELECT _source, id FROM raw.zendesk_users WHERE role IN ('agent', 'admin')
)
SELECT
  t._source AS source, CAST(t.id AS VARCHAR) AS ticket_id,
  coalesce(o.customer_id, u.customer_id) AS customer_id,
  CAST(t.requester_id AS VARCHAR) AS requester_id, t.subject, t.channel, t.priority, t.status, t.created_at,
  coalesce(t.updated_at, t.created_at) < s.as_of_end AS is_current,
  t.created_at + CAST(t.first_reply_minutes AS BIGINT) * INTERVAL 1 MINUTE AS first_replied_at,
  t.created_at + CAST(t.first_resolution_minutes AS BIGINT) * INTERVAL 1 MINUTE AS first_solved_at,
  t.solved_at, t.reopens,
  CAST(t.first_reply_minutes_business AS DOUBLE) AS first_reply_minutes_business,
  CAST(t.first_resolution_minutes_business AS DOUBLE) AS first_resolution_minutes_business,
  CAST(t.full_resolution_minutes_business AS DOUBLE) AS full_resolution_minutes_business,
  CAST(t.requester_wait_minutes AS DOUBLE) AS requester_wait_minutes,
  CAST(t.requester_wait_minutes_business AS DOUBLE) AS requester_wait_minutes_business,
  CAST(NULL AS DOUBLE) AS sla_target_minutes, CAST(NULL AS BOOLEAN) AS sla_breached,
  t.submitter_id IS DISTINCT FROM t.requester_id AND a.id IS NOT NULL AS opened_by_agent,
  TRUE AS tells_replies
FROM raw.zendesk_tickets t
CROSS JOIN core.settings s
LEFT JOIN agents a ON a._source = t._source AND a.id = t.submitter_id
LEFT JOIN staging.identity_organizations o ON o.source = t._source AND o.source_id = CAST(t.organization_id AS VARCHAR)
LEFT JOIN staging.identity_users u ON u.source = t._source AND u.source_id = CAST(t.requester_id AS VARCHAR)
WHERE t.created_at < s.as_of_end AND coalesce(t.status, '') <> 'deleted'
  AND NOT (coalesce(t.tags LIKE '%"closed_by_merge"%', FALSE) AND coalesce(t.updated_at, t.created_at) < s.as_of_end)

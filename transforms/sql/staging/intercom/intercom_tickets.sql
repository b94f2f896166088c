-- grain: one row per conversation begun by the end of the as-of day
-- key: source, ticket_id
-- meaning: Intercom knows open, snoozed and closed, and a mark for what is urgent.
--   A conversation attribute called Priority says more where the workspace keeps
--   one, else the mark is high. Its durations leave out the hours the office is
--   closed, so they are business time.
WITH conversations AS (
  SELECT
    c.*,
    word_of(coalesce(json_text(c.custom_attributes, '$.Priority'), json_text(c.custom_attributes, '$.priority'))) AS named_priority,
    json_text(c.contacts, '$[0].id') AS contact_id
  FROM raw.intercom_conversations c
)
SELECT
  c._source AS source, c.id AS ticket_id, u.customer_id, c.contact_id AS requester_id,
  coalesce(nullif(c.title, ''), nullif(c.subject, '')) AS subject, c.source_type AS channel,
  CASE
    WHEN c.named_priority IN ('urgent', 'high', 'normal', 'low') THEN c.named_priority
    WHEN c.named_priority = 'medium' THEN 'normal'
    WHEN c.priority = 'priority' THEN 'high'
  END AS priority,
  CASE
    WHEN c.state = 'closed' THEN 'solved'
    WHEN c.state = 'snoozed' THEN 'pending'
    WHEN c.first_admin_reply_at IS NULL THEN 'new'
    ELSE 'open'
  END AS status,
  c.created_at, coalesce(c.updated_at, c.created_at) < s.as_of_end AS is_current,
  c.first_admin_reply_at AS first_replied_at, c.first_close_at AS first_solved_at,
  CASE WHEN c.state = 'closed' THEN c.last_close_at END AS solved_at, c.count_reopens AS reopens,
  ratio(c.time_to_admin_reply, 60) AS first_reply_minutes_business,
  ratio(c.time_to_first_close, 60) AS first_resolution_minutes_business,
  CASE WHEN c.state = 'closed' THEN ratio(c.time_to_last_close, 60) END AS full_resolution_minutes_business,
  CAST(NULL AS DOUBLE) AS requester_wait_minutes, CAST(NULL AS DOUBLE) AS requester_wait_minutes_business,
  CAST(NULL AS DOUBLE) AS sla_target_minutes,
  CASE c.sla_status WHEN 'missed' THEN TRUE WHEN 'hit' THEN FALSE END AS sla_breached,
  coalesce(c.delivered_as IN ('admin_initiated', 'automated', 'campaigns_initiated'), FALSE) AS opened_by_agent,
  TRUE AS tells_replies
FROM conversations c
CROSS JOIN core.settings s
LEFT JOIN staging.identity_users u ON u.source = c._source AND u.source_id = c.contact_id
WHERE c.created_at < s.as_of_end

-- grain: one row per ticket
-- key: ticket_id
-- meaning: as the ticket stood at the end of the as-of day. Where its events are
--   known they decide replies and solves, else the helpdesk's own measures. Minutes
--   are calendar minutes from creation, never negative; solved_at is the last solve
--   and null while the ticket is open. A source that tells of no reply at all
--   leaves the service level unknown: what was not recorded is not a breach.
-- check: not_null(created_at)
-- check: accepted(status, new, open, pending, hold, solved, closed)
-- check[warn]: expression(solved_at >= created_at)
-- check[warn]: expression(solved_at IS NOT NULL OR status NOT IN ('solved', 'closed'))
WITH tickets AS (
  SELECT * FROM staging.helpdesk_tickets
  UNION ALL
  SELECT * FROM staging.files_tickets
),
known AS (
  SELECT
    t.*,
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
    coalesce(t.sla_target_minutes, g.minutes) AS target_minutes,
    minutes_between(t.created_at, s.as_of_end) AS age_minutes
  FROM tickets t
  CROSS JOIN core.settings s
  LEFT JOIN staging.ticket_milestones m ON m.source = t.source AND m.ticket_id = t.ticket_id
  LEFT JOIN core.sla_targets g ON g.priority = t.priority
),
timed AS (
  SELECT
    k.*,
    CASE WHEN is_solved THEN coalesce(last_solved, first_solved) END AS solved,
    not_negative(minutes_between(created_at, replied)) AS reply_minutes,
    not_negative(minutes_between(created_at, first_solved)) AS first_minutes
  FROM known k
)
SELECT
  ticket_id, customer_id, requester_id, subject, channel, nullif(priority, '') AS priority,
  CASE
    WHEN is_current THEN status
    WHEN is_solved THEN 'solved'
    WHEN tells_replies AND replied IS NULL AND reopened = 0 THEN 'new'
    ELSE 'open'
  END AS status,
  created_at, local_day(created_at) AS created_on, replied AS first_replied_at, first_solved AS first_solved_at,
  solved AS solved_at, local_day(solved) AS solved_on, CAST(reopened AS BIGINT) AS reopens,
  CAST(reply_minutes AS DOUBLE) AS first_reply_minutes,
  CAST(first_minutes AS DOUBLE) AS first_resolution_minutes,
  CAST(not_negative(minutes_between(created_at, solved)) AS DOUBLE) AS full_resolution_minutes,
  CASE WHEN replied IS NOT NULL THEN first_reply_minutes_business END AS first_reply_minutes_business,
  CASE WHEN first_solved IS NOT NULL THEN first_resolution_minutes_business END AS first_resolution_minutes_business,
  CASE WHEN solved IS NOT NULL AND is_current THEN full_resolution_minutes_business END AS full_resolution_minutes_business,
  target_minutes AS sla_target_minutes,
  CASE WHEN (target_minutes IS NOT NULL OR sla_breached IS NOT NULL) AND NOT opened_by_agent
    THEN coalesce(sla_breached, CASE WHEN tells_replies THEN coalesce(reply_minutes, age_minutes) > target_minutes END)
  END AS sla_breached,
  opened_by_agent, tells_replies, source
FROM timed

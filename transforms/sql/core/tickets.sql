-- grain: one row per ticket
-- key: ticket_id
-- meaning: as the ticket stood at the end of the as-of day; see staging.ticket_times
--   for what decides. Minutes are calendar minutes from creation, never negative;
--   business minutes are those of the team's schedule, or the helpdesk's own where
--   none is configured. solved_at is the last solve and null while the ticket is
--   open. A source that tells of no reply at all leaves the service level unknown:
--   what was not recorded is not a breach.
-- check: not_null(created_at)
-- check: accepted(status, new, open, pending, hold, solved, closed, deleted)
-- check[warn]: expression(solved_at IS NOT NULL OR status NOT IN ('solved', 'closed'))
WITH timed AS (
  SELECT
    t.*, coalesce(t.sla_target_minutes, g.minutes) AS target_minutes,
    minutes_between(t.created_at, t.as_of_end) AS age_minutes,
    not_negative(minutes_between(t.created_at, t.replied)) AS reply_minutes,
    not_negative(minutes_between(t.created_at, t.first_solved)) AS first_minutes
  FROM staging.ticket_times t
  LEFT JOIN core.sla_targets g ON g.priority = t.applied_priority
)
SELECT
  k.ticket_id, k.customer_id, k.requester_id, k.subject, k.channel, nullif(k.last_priority, '') AS priority,
  CASE
    WHEN k.is_deleted THEN 'deleted'
    WHEN k.is_current THEN k.status
    WHEN k.is_solved THEN 'solved'
    WHEN k.tells_replies AND k.replied IS NULL AND k.reopened = 0 THEN 'new'
    ELSE 'open'
  END AS status,
  k.created_at, k.created_on, k.replied AS first_replied_at, k.first_solved AS first_solved_at,
  k.solved AS solved_at, local_day(k.solved) AS solved_on, CAST(k.reopened AS BIGINT) AS reopens,
  CAST(k.reply_minutes AS DOUBLE) AS first_reply_minutes,
  CAST(k.first_minutes AS DOUBLE) AS first_resolution_minutes,
  CAST(not_negative(minutes_between(k.created_at, k.solved)) AS DOUBLE) AS full_resolution_minutes,
  CAST(CASE WHEN k.has_states THEN m.wait WHEN k.is_current THEN k.requester_wait_minutes END AS DOUBLE) AS requester_wait_minutes,
  CAST(CASE WHEN m.is_scheduled THEN m.reply_business
    WHEN k.replied IS NOT NULL THEN k.first_reply_minutes_business END AS DOUBLE) AS first_reply_minutes_business,
  CAST(CASE WHEN m.is_scheduled THEN m.first_resolution_business
    WHEN k.first_solved IS NOT NULL THEN k.first_resolution_minutes_business END AS DOUBLE) AS first_resolution_minutes_business,
  CAST(CASE WHEN m.is_scheduled THEN m.full_resolution_business
    WHEN k.solved IS NOT NULL AND k.is_current THEN k.full_resolution_minutes_business END AS DOUBLE) AS full_resolution_minutes_business,
  CAST(CASE WHEN m.is_scheduled THEN m.wait_business
    WHEN k.is_current THEN k.requester_wait_minutes_business END AS DOUBLE) AS requester_wait_minutes_business,
  k.applied_priority, k.target_minutes AS sla_target_minutes,
  CASE WHEN (k.target_minutes IS NOT NULL OR k.sla_breached IS NOT NULL) AND NOT k.opened_by_agent
    THEN coalesce(k.sla_breached, CASE WHEN k.tells_replies THEN coalesce(k.reply_minutes, k.age_minutes) > k.target_minutes END)
  END AS sla_breached,
  k.opened_by_agent, k.tells_replies, k.source, k.source_ticket_id
FROM timed k
JOIN staging.ticket_measures m ON m.source = k.source AND m.ticket_id = k.ticket_id

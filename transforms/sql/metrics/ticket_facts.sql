-- grain: one row per ticket that is not deleted
-- key: ticket_id
-- sorted: no
-- meaning: marts.tickets' rules in one place. sla judges the first public reply
--   against the target of the priority: open past its target is breached now, open
--   and not yet due is open. Tickets an agent opened wait for no reply: none. Of a
--   source that records no replies only the breach it tells itself counts.
--   is_overdue: breached and still without an answer.
WITH timed AS (
  SELECT
    t.*,
    not_negative(t.first_reply_minutes) AS reply_minutes,
    not_negative(t.first_reply_minutes_business) AS reply_minutes_business,
    coalesce(t.opened_by_agent, FALSE) AS by_agent,
    coalesce(t.sla_target_minutes, g.minutes) AS target_minutes,
    coalesce(t.tells_replies, TRUE) AS knows_replies,
    -- A ticket solved without a public reply was answered by its solution.
    not_negative(coalesce(
      t.first_reply_minutes,
      CASE WHEN t.solved_at IS NOT NULL THEN coalesce(t.first_resolution_minutes, t.full_resolution_minutes) END
    )) AS answered_minutes,
    minutes_between(t.created_at, day_start(add_days(s.as_of, 1))) AS age_minutes
  FROM core.tickets t
  CROSS JOIN core.settings s
  LEFT JOIN core.sla_targets g ON g.priority = coalesce(t.applied_priority, t.priority)
  WHERE t.status IS NULL OR t.status <> 'deleted'
),
judged AS (
  SELECT
    t.*,
    CASE
      WHEN by_agent THEN 'none'
      WHEN (target_minutes IS NULL OR NOT knows_replies) AND sla_breached IS NULL THEN 'none'
      WHEN target_minutes IS NULL OR NOT knows_replies THEN CASE WHEN sla_breached THEN 'breached' ELSE 'met' END
      WHEN answered_minutes <= target_minutes THEN 'met'
      WHEN answered_minutes > target_minutes THEN 'breached'
      WHEN age_minutes > target_minutes THEN 'breached'
      ELSE 'open'
    END AS sla
  FROM timed t
)
SELECT
  ticket_id, customer_id, created_at, created_on, solved_at, solved_on, local_day(first_solved_at) AS first_solved_on,
  coalesce(priority, 'none') AS priority,
  CASE WHEN solved_at IS NULL THEN status ELSE CASE WHEN status = 'closed' THEN 'closed' ELSE 'solved' END END AS state,
  by_agent AS opened_by_agent, coalesce(reopens, 0) AS reopens,
  CASE WHEN NOT by_agent THEN reply_minutes END AS first_reply_minutes,
  not_negative(first_resolution_minutes) AS first_resolution_minutes,
  CASE WHEN solved_at IS NOT NULL THEN not_negative(full_resolution_minutes) END AS full_resolution_minutes,
  not_negative(requester_wait_minutes) AS requester_wait_minutes,
  CASE WHEN NOT by_agent THEN reply_minutes_business END AS first_reply_minutes_business,
  not_negative(first_resolution_minutes_business) AS first_resolution_minutes_business,
  CASE WHEN solved_at IS NOT NULL THEN not_negative(full_resolution_minutes_business) END AS full_resolution_minutes_business,
  not_negative(requester_wait_minutes_business) AS requester_wait_minutes_business,
  target_minutes AS sla_target_minutes, sla,
  sla = 'breached' AND answered_minutes IS NULL AND solved_at IS NULL AS is_overdue
FROM judged

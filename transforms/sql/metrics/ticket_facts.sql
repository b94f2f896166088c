-- grain: one row per ticket
-- key: ticket_id
-- meaning: marts.tickets' rules in one place. sla judges the first public reply
--   against the target of the priority: open past its target is breached now, open
--   and not yet due is open. Tickets an agent opened wait for no reply: none. Of a
--   source that records no replies only the breach it tells itself counts.
WITH timed AS (
  SELECT
    t.ticket_id,
    t.customer_id,
    t.created_at, t.created_on, t.solved_at, t.solved_on,
    coalesce(t.priority, 'none') AS priority,
    CASE WHEN t.solved_at IS NULL THEN t.status ELSE CASE WHEN t.status = 'closed' THEN 'closed' ELSE 'solved' END END AS state,
    coalesce(t.opened_by_agent, FALSE) AS opened_by_agent,
    coalesce(t.reopens, 0) AS reopens,
    not_negative(t.first_reply_minutes) AS first_reply_minutes,
    not_negative(t.first_resolution_minutes) AS first_resolution_minutes,
    CASE WHEN t.solved_at IS NOT NULL THEN not_negative(t.full_resolution_minutes) END AS full_resolution_minutes,
    not_negative(t.first_reply_minutes_business) AS first_reply_minutes_business,
    not_negative(t.first_resolution_minutes_business) AS first_resolution_minutes_business,
    CASE WHEN t.solved_at IS NOT NULL THEN not_negative(t.full_resolution_minutes_business) END AS full_resolution_minutes_business,
    coalesce(t.sla_target_minutes, g.minutes) AS sla_target_minutes,
    t.sla_breached,
    coalesce(t.tells_replies, TRUE) AS tells_replies,
    -- A ticket solved without a public reply was answered by its solution.
    not_negative(coalesce(
      t.first_reply_minutes,
      CASE WHEN t.solved_at IS NOT NULL THEN coalesce(t.first_resolution_minutes, t.full_resolution_minutes) END
    )) AS answered_minutes,
    minutes_between(t.created_at, day_start(add_days(s.as_of, 1))) AS age_minutes
  FROM core.tickets t
  CROSS JOIN core.settings s
  LEFT JOIN core.sla_targets g ON g.priority = t.priority
  WHERE t.status IS NULL OR t.status <> 'deleted'
)
SELECT
  ticket_id, customer_id, created_at, created_on, solved_at, solved_on, priority, state, opened_by_agent, reopens,
  CASE WHEN NOT opened_by_agent THEN first_reply_minutes END AS first_reply_minutes,
  first_resolution_minutes,
  full_resolution_minutes,
  CASE WHEN NOT opened_by_agent THEN first_reply_minutes_business END AS first_reply_minutes_business,
  first_resolution_minutes_business,
  full_resolution_minutes_business,
  sla_target_minutes,
  CASE
    WHEN opened_by_agent THEN 'none'
    WHEN (sla_target_minutes IS NULL OR NOT tells_replies) AND sla_breached IS NULL THEN 'none'
    WHEN sla_target_minutes IS NULL OR NOT tells_replies THEN CASE WHEN sla_breached THEN 'breached' ELSE 'met' END
    WHEN answered_minutes <= sla_target_minutes THEN 'met'
    WHEN answered_minutes > sla_target_minutes THEN 'breached'
    WHEN age_minutes > sla_target_minutes THEN 'breached'
    ELSE 'open'
  END AS sla
FROM timed

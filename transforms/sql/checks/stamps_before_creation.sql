-- severity: warn
-- source: helpdesk
-- meaning: replies, states and solves dated before their ticket was created; they count as if at its creation
-- total: core.tickets
WITH stamps AS (
  SELECT e.ticket_id, coalesce(e.state, 'reply') AS what, e.occurred_at AS stamped_at
  FROM core.ticket_events e
  UNION ALL
  SELECT ticket_id, 'reply', first_replied_at FROM core.tickets
  UNION ALL
  SELECT ticket_id, 'solved', first_solved_at FROM core.tickets
  UNION ALL
  SELECT ticket_id, 'solved', solved_at FROM core.tickets
)
SELECT DISTINCT
  'ticket ' || t.ticket_id AS key, t.customer_id,
  s.what || ' ' || CAST(s.stamped_at AS VARCHAR) || ', created ' || CAST(t.created_at AS VARCHAR) AS detail
FROM stamps s
JOIN core.tickets t ON t.ticket_id = s.ticket_id
WHERE s.stamped_at < t.created_at

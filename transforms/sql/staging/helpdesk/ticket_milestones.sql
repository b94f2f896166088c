-- grain: one row per ticket that has events
-- key: source, ticket_id
-- sorted: no
-- meaning: what the events up to the as-of day say of replies, solves and waiting;
--   has_states tells whether they say anything of solves at all. The requester waits
--   while the ticket is new, open or on hold, from its creation on.
WITH replies AS (
  SELECT
    source, ticket_id,
    min(CASE WHEN public_reply AND by_agent THEN occurred_at END) AS first_replied_at
  FROM core.ticket_events
  GROUP BY source, ticket_id
),
ranked_priorities AS (
  SELECT
    source, ticket_id, priority,
    row_number() OVER (PARTITION BY source, ticket_id ORDER BY occurred_at, seq) AS place,
    row_number() OVER (PARTITION BY source, ticket_id ORDER BY occurred_at DESC, seq DESC) AS place_from_end
  FROM core.ticket_events
  WHERE priority IS NOT NULL
),
priorities AS (
  SELECT
    source, ticket_id,
    max(CASE WHEN place = 1 THEN priority END) AS first_priority,
    max(CASE WHEN place_from_end = 1 THEN priority END) AS last_priority
  FROM ranked_priorities
  GROUP BY source, ticket_id
),
states AS (
  SELECT
    source, ticket_id,
    min(CASE WHEN state IN ('solved', 'closed') THEN entered_at END) AS first_solved_at,
    max(CASE WHEN state IN ('solved', 'closed') AND was_open THEN entered_at END) AS last_solved_at,
    max(CASE WHEN left_at IS NULL THEN state END) AS last_state,
    max(CASE WHEN left_at IS NULL THEN entered_at END) AS last_entered_at,
    count(CASE WHEN is_open AND NOT was_open THEN 1 END) AS reopens
  FROM core.ticket_states
  GROUP BY source, ticket_id
)
SELECT
  r.source, r.ticket_id, r.first_replied_at, p.first_priority, p.last_priority,
  s.first_solved_at, s.last_solved_at, s.last_state, s.last_entered_at, s.reopens,
  s.ticket_id IS NOT NULL AS has_states, r.first_replied_at IS NOT NULL AS has_replies
FROM replies r
LEFT JOIN priorities p ON p.source = r.source AND p.ticket_id = r.ticket_id
LEFT JOIN states s ON s.source = r.source AND s.ticket_id = r.ticket_id

-- grain: one row per ticket and stretch of time it was open
-- key: ticket_id, opened_at
-- sorted: no
-- meaning: from its creation or a reopening to the solve that ended it (closed_as
--   solved), or to its deletion; both null while it is open. Backlog and its
--   movements are counted from these alone, so they always add up. A reopening
--   nobody dated begins no stretch. The ticket's own status decides the last one.
WITH turns AS (
  SELECT ticket_id, CAST(0 AS BIGINT) AS place, created_at AS turned_at, TRUE AS is_open, 'created' AS turned
  FROM core.tickets
  UNION ALL
  SELECT
    f.ticket_id, f.place, f.entered_at, f.is_open,
    CASE WHEN f.is_open THEN 'reopened' WHEN f.state = 'deleted' THEN 'deleted' ELSE 'solved' END
  FROM core.ticket_states f
  WHERE f.is_open <> f.was_open
),
stretches AS (
  SELECT
    ticket_id, place, turned_at, is_open, turned, lead(turned_at) OVER steps AS next_at, lead(turned) OVER steps AS next_turned,
    lead(turned_at, 2) OVER steps IS NULL AS is_last
  FROM turns
  WINDOW steps AS (PARTITION BY ticket_id ORDER BY place)
),
closed AS (
  SELECT
    t.ticket_id, t.customer_id, coalesce(t.priority, 'none') AS priority, b.turned_at AS opened_at, b.turned AS opened_as,
    CASE
      WHEN b.next_at IS NULL AND t.solved_at IS NULL THEN NULL
      WHEN b.next_at IS NULL THEN greatest(t.solved_at, b.turned_at)
      WHEN b.is_last AND t.solved_at IS NULL AND coalesce(t.status, '') <> 'deleted' THEN NULL
      ELSE b.next_at
    END AS closed_at,
    coalesce(b.next_turned, 'solved') AS closed_as
  FROM stretches b
  JOIN core.tickets t ON t.ticket_id = b.ticket_id
  WHERE b.is_open AND NOT (b.next_at IS NULL AND coalesce(t.status, '') = 'deleted')
)
SELECT
  ticket_id, customer_id, priority, opened_at, local_day(opened_at) AS opened_on, opened_as,
  closed_at, local_day(closed_at) AS closed_on, CASE WHEN closed_at IS NOT NULL THEN closed_as END AS closed_as
FROM closed

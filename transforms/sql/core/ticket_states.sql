-- grain: one row per state a ticket went through
-- key: ticket_id, place
-- meaning: by the moment and not by the order of arrival; a stamp before the
--   ticket's creation counts as its creation. left_at is null for the last state.
--   A ticket is open before its first state.
-- check: expression(left_at IS NULL OR left_at >= entered_at)
WITH moments AS (
  SELECT
    e.source, e.ticket_id, e.seq, e.state, greatest(e.occurred_at, t.created_at) AS entered_at,
    e.state NOT IN ('solved', 'closed', 'deleted') AS is_open
  FROM core.ticket_events e
  JOIN staging.tickets t ON t.source = e.source AND t.ticket_id = e.ticket_id
  WHERE e.state IS NOT NULL
)
SELECT
  ticket_id, row_number() OVER steps AS place, state, entered_at,
  lead(entered_at) OVER steps AS left_at, is_open, lag(is_open, 1, TRUE) OVER steps AS was_open, source
FROM moments
WINDOW steps AS (PARTITION BY ticket_id ORDER BY entered_at, CASE state WHEN 'new' THEN 0 ELSE 1 END, seq)

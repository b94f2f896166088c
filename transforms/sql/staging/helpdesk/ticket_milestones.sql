-- grain: one row per ticket that has events
-- key: source, ticket_id
-- meaning: what the events up to the as-of day say of replies and solves; has_states
--   tells whether they say anything of solves at all.
WITH ordered AS (
  SELECT
    source, ticket_id, seq, occurred_at, state, public_reply AND by_agent AS is_reply,
    state IN ('solved', 'closed') AS is_done,
    lag(state IN ('solved', 'closed')) OVER (
      PARTITION BY source, ticket_id, state IS NULL ORDER BY occurred_at, seq
    ) AS was_done
  FROM core.ticket_events
)
SELECT
  source, ticket_id,
  min(CASE WHEN is_reply THEN occurred_at END) AS first_replied_at,
  min(CASE WHEN is_done THEN occurred_at END) AS first_solved_at,
  max(CASE WHEN is_done AND NOT coalesce(was_done, FALSE) THEN occurred_at END) AS last_solved_at,
  max_by(state, epoch_us(occurred_at) * 1000 + seq % 1000) FILTER (WHERE state IS NOT NULL) AS last_state,
  count(*) FILTER (WHERE was_done AND NOT is_done) AS reopens,
  count(*) FILTER (WHERE state IS NOT NULL) > 0 AS has_states,
  count(*) FILTER (WHERE is_reply) > 0 AS has_replies
FROM ordered
GROUP BY source, ticket_id

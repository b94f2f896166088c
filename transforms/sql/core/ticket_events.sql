-- grain: one row per moment of a ticket
-- key: ticket_id, seq
-- meaning: state is the one the ticket entered, null for a mere reply; deleted is
--   also spam and merged. priority is the one it got then, null where it kept its
--   own. A bot is no agent.
-- check[warn]: accepted(state, new, open, pending, hold, solved, closed, deleted)
WITH events AS (
  SELECT
    e.source, e.ticket_id, e.occurred_at, e.state, e.is_reply AS public_reply, e.is_reply AS by_agent, CAST(NULL AS VARCHAR) AS priority,
    row_number() OVER (PARTITION BY e.ticket_id ORDER BY e.occurred_at, length(e.event_id), e.event_id, e.source) AS seq
  FROM staging.helpdesk_ticket_events e
  UNION ALL
  SELECT
    f._source, f.ticket_id, f.occurred_at, ticket_state(f.state), coalesce(f.public_reply, FALSE),
    coalesce(f.by_agent, FALSE) AND NOT coalesce(f.by_bot, FALSE), word_of(f.priority), f.seq
  FROM raw.files_ticket_events f
  CROSS JOIN core.settings s
  WHERE f.occurred_at < s.as_of_end
)
SELECT ticket_id, seq, occurred_at, state, public_reply, by_agent, priority, source
FROM events

-- grain: one row per moment of a ticket
-- key: ticket_id, seq
-- meaning: state is the one the ticket entered, null for a mere reply.
-- check[warn]: accepted(state, new, open, pending, hold, solved, closed)
WITH events AS (
  SELECT
    z.source, z.ticket_id, z.occurred_at, z.state, z.is_reply AS public_reply, z.is_reply AS by_agent,
    row_number() OVER (PARTITION BY z.ticket_id ORDER BY z.occurred_at, z.event_id, z.source) AS seq
  FROM staging.zendesk_ticket_events z
  WHERE EXISTS (SELECT 1 FROM raw.zendesk_tickets t WHERE t._source = z.source AND CAST(t.id AS VARCHAR) = z.ticket_id)
  UNION ALL
  SELECT
    f._source, f.ticket_id, f.occurred_at, word_of(f.state), coalesce(f.public_reply, FALSE), coalesce(f.by_agent, FALSE), f.seq
  FROM raw.files_ticket_events f
  CROSS JOIN core.settings s
  WHERE f.occurred_at < s.as_of_end
)
SELECT ticket_id, seq, occurred_at, state, public_reply, by_agent, source
FROM events

-- grain: one row per moment of a conversation that matters to a metric
-- key: source, event_id
-- meaning: its beginning, the parts that close, snooze or open it again, and the
--   first reply of a person of the team. A reply of the contact that opens it
--   again is such a part too. The longer id of a part puts it after the beginning.
WITH moments AS (
  SELECT
    _source, id AS event_id, id AS conversation_id, created_at AS occurred_at, 'new' AS state, FALSE AS is_reply
  FROM raw.intercom_conversations
  UNION ALL
  SELECT
    _source, conversation_id || '/' || id, conversation_id, created_at,
    CASE
      WHEN part_type LIKE '%close%' THEN 'solved'
      WHEN part_type LIKE '%unsnooze%' THEN 'open'
      WHEN part_type LIKE '%snooz%' THEN 'pending'
      WHEN part_type LIKE '%open%' THEN 'open'
    END,
    coalesce(is_first_reply, FALSE)
  FROM raw.intercom_conversation_parts
)
SELECT m._source AS source, m.event_id, m.conversation_id AS ticket_id, m.occurred_at, m.state, m.is_reply
FROM moments m
CROSS JOIN core.settings s
WHERE m.occurred_at < s.as_of_end AND (m.state IS NOT NULL OR m.is_reply)

-- grain: one row per track, page or screen call
-- key: event_key
-- materialized: no
-- meaning: pages and screens are named as Segment's own destinations name them.
--   account_id is the message's own group, else the user's.
SELECT
  m._source AS source, m._source || '|' || m.message_id AS event_key,
  coalesce(nullif(m.context_group_id, ''), nullif(m.property_group_id, ''), a.account_id) AS account_id,
  coalesce(nullif(m.user_id, ''), u.user_id, m.anonymous_id) AS user_id,
  CASE m.type
    WHEN 'page' THEN CASE WHEN m.name <> '' THEN 'Viewed ' || m.name || ' Page' ELSE 'Viewed a Page' END
    WHEN 'screen' THEN CASE WHEN m.name <> '' THEN 'Viewed ' || m.name || ' Screen' ELSE 'Viewed a Screen' END
    ELSE m.event
  END AS event,
  coalesce(m.occurred_at, m.original_at, m.received_at) AS occurred_at,
  m.quantity
FROM raw.segment_messages m
LEFT JOIN staging.segment_users u ON u.source = m._source AND u.anonymous_id = m.anonymous_id
LEFT JOIN staging.segment_accounts a
  ON a.source = m._source AND a.user_id = coalesce(nullif(m.user_id, ''), u.user_id, m.anonymous_id)
WHERE m.type IN ('track', 'page', 'screen')

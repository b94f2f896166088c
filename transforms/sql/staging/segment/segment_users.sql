-- grain: one row per anonymous id that a user is known behind
-- key: source, anonymous_id
-- meaning: any message that names both ties them, and so does an alias; the latest counts.
WITH ties AS (
  SELECT _source AS source, anonymous_id, user_id, coalesce(occurred_at, original_at, received_at) AS said_at, message_id
  FROM raw.segment_messages
  WHERE anonymous_id <> '' AND user_id <> ''
  UNION ALL
  SELECT _source, previous_id, user_id, coalesce(occurred_at, original_at, received_at), message_id
  FROM raw.segment_messages
  WHERE type = 'alias' AND previous_id <> '' AND user_id <> ''
),
ranked AS (
  SELECT source, anonymous_id, user_id,
    row_number() OVER (PARTITION BY source, anonymous_id ORDER BY said_at DESC, message_id) AS rank
  FROM ties t
  CROSS JOIN core.settings s
  WHERE t.said_at < s.as_of_end
)
SELECT source, anonymous_id, user_id FROM ranked WHERE rank = 1

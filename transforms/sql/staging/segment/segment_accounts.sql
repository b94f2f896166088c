-- grain: one row per user who was put into a group
-- key: source, user_id
-- meaning: the account of the latest group call of the user, who may still have been
--   anonymous.
WITH calls AS (
  SELECT m._source AS source, coalesce(nullif(m.user_id, ''), u.user_id, m.anonymous_id) AS user_id, m.group_id,
    coalesce(m.occurred_at, m.original_at, m.received_at) AS said_at, m.message_id
  FROM raw.segment_messages m
  LEFT JOIN staging.segment_users u ON u.source = m._source AND u.anonymous_id = m.anonymous_id
  WHERE m.type = 'group' AND m.group_id <> ''
),
ranked AS (
  SELECT source, user_id, group_id,
    row_number() OVER (PARTITION BY source, user_id ORDER BY said_at DESC, message_id) AS rank
  FROM calls c
  CROSS JOIN core.settings s
  WHERE c.said_at < s.as_of_end
)
SELECT source, user_id, group_id AS account_id FROM ranked WHERE rank = 1

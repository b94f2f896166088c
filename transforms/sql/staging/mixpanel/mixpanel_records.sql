-- grain: one row per event
-- key: event_key
-- materialized: no
-- meaning: event_key is a hash of what Mixpanel itself tells two events apart by.
SELECT
  _source AS source,
  md5(concat_ws('|', _source, event, distinct_id, CAST(epoch_us(occurred_at) AS VARCHAR), insert_id)) AS event_key,
  account_id, distinct_id AS user_id, event, occurred_at, quantity
FROM raw.mixpanel_events

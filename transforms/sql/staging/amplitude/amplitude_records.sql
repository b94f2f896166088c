-- grain: one row per event
-- key: event_key
-- materialized: no
-- meaning: what Amplitude's own libraries tell it about users and groups is no
--   usage; the sessions they note are. user_id is the device where nobody has
--   logged in.
SELECT
  _source AS source, _source || '|' || event_key AS event_key, account_id, coalesce(user_id, device_id, CAST(amplitude_id AS VARCHAR)) AS user_id,
  event, coalesce(occurred_at, received_at, uploaded_at) AS occurred_at, quantity
FROM raw.amplitude_events
WHERE event NOT IN ('$identify', '$groupidentify', '$exposure')

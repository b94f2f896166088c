-- grain: one row per thing a user did, as the trackers tell it
-- key: event_key
-- materialized: no
-- meaning: event_key is unique over all sources and the same at every load: it
--   begins with, or hashes, the source. account_id is the id the tracker's group
--   key holds, user_id the user's e-mail address where the tracker knows it.
SELECT source, event_key, account_id, user_id, event, occurred_at, quantity
FROM staging.mixpanel_records
UNION ALL
SELECT source, event_key, account_id, user_id, event, occurred_at, quantity
FROM staging.amplitude_records
UNION ALL
SELECT source, event_key, account_id, user_id, event, occurred_at, quantity
FROM staging.posthog_records
UNION ALL
SELECT source, event_key, account_id, user_id, event, occurred_at, quantity
FROM staging.segment_records

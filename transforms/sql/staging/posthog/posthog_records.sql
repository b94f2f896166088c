-- grain: one row per event
-- key: event_key
-- materialized: no
-- meaning: what PostHog's libraries note for themselves (who a user is, what a group
--   is, which flag was asked for, how fast a page was) is no usage: $groupidentify
--   even names the group as its user. Pages and clicks they note are usage.
SELECT
  _source AS source, _source || '|' || uuid AS event_key, account_id, distinct_id AS user_id, event, occurred_at, quantity
FROM raw.posthog_events
WHERE event NOT IN (
  '$identify', '$groupidentify', '$create_alias', '$merge_dangerously', '$set', '$feature_flag_called',
  '$web_vitals', '$exception', '$opt_in', 'survey shown'
)

-- grain: one row per subscription that was sold, as it stood at the end of the as-of day
-- key: source, subscription_id
-- meaning: what bounds the periods of a subscription: its start, trial and end.
--   cancel_at is an end announced by the as-of day, canceled_at the announcement.
SELECT
  source, subscription_id, billing_id, start_at, trial_from, trial_to, ended_at, ended_on, canceled_at, cancel_at
FROM staging.stripe_subscriptions
UNION ALL
SELECT
  source, subscription_id, billing_id, start_at, trial_from, trial_to, ended_at, ended_on, canceled_at, cancel_at
FROM staging.chargebee_subscriptions

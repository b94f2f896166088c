-- grain: one row per subscription that was sold, as it stood at the end of the as-of day
-- key: source, subscription_id
-- meaning: what bounds the periods of a subscription: its start, trial and end.
--   cancel_at is an end announced by the as-of day, canceled_at the announcement.
--   ended_on is the day MRR ends: the end of what is paid for, or, by the setting
--   cancel_recognition, the announcement. One that was taken back has left no trace.
WITH subscriptions AS (
  SELECT
    source, subscription_id, billing_id, start_at, trial_from, trial_to, ended_at, ended_on, canceled_at, cancel_at
  FROM staging.stripe_subscriptions
  UNION ALL
  SELECT
    source, subscription_id, billing_id, start_at, trial_from, trial_to, ended_at, ended_on, canceled_at, cancel_at
  FROM staging.chargebee_subscriptions
)
SELECT
  b.source, b.subscription_id, b.billing_id, b.start_at, b.trial_from, b.trial_to, b.ended_at,
  CASE WHEN s.cancel_recognition = 'immediate' THEN least(local_day(b.canceled_at), b.ended_on) ELSE b.ended_on END AS ended_on,
  b.canceled_at, b.cancel_at
FROM subscriptions b
CROSS JOIN core.settings s

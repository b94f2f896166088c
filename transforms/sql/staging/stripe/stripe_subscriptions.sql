-- grain: one row per subscription that began to be, as it stood at the end of the as-of day
-- key: source, subscription_id
-- meaning: subscriptions whose first payment never came (incomplete) were never
--   sold, and those of a test clock or a test key neither. cancel_at is an end
--   announced by the as-of day, pause_behavior what becomes of invoices made in the
--   pause the subscription is in now.
SELECT
  b._source AS source,
  b.id AS subscription_id,
  b.customer_id AS billing_id,
  upper(b.currency) AS currency,
  b.items,
  b.start_at, b.created_at,
  CASE WHEN b.trial_start < s.as_of_end THEN local_day(b.trial_start) END AS trial_from,
  CASE WHEN b.trial_start < s.as_of_end THEN local_day(b.trial_end) END AS trial_to,
  CASE WHEN b.ended_at < s.as_of_end THEN b.ended_at END AS ended_at,
  CASE WHEN b.ended_at < s.as_of_end THEN local_day(b.ended_at) END AS ended_on,
  CASE WHEN b.canceled_at < s.as_of_end THEN b.canceled_at END AS canceled_at,
  CASE WHEN b.canceled_at < s.as_of_end THEN coalesce(
    b.cancel_at,
    CASE WHEN b.cancel_at_period_end
      THEN coalesce(b.ended_at, unix_instant(json_text(b.items, '$[0].current_period_end'))) END,
    CASE WHEN b.ended_at < s.as_of_end THEN b.ended_at END
  ) END AS cancel_at,
  nullif(b.cancellation_reason, '') AS cancellation_reason,
  json_text(b.pause_collection, '$.behavior') AS pause_behavior
FROM raw.stripe_subscriptions b
CROSS JOIN core.settings s
LEFT JOIN staging.stripe_live_sources v ON v.source = b._source
WHERE coalesce(b.created_at, b.start_at) < s.as_of_end
  AND b.test_clock IS NULL AND (v.source IS NULL OR coalesce(b.livemode, TRUE))
  AND coalesce(b.status, 'active') NOT IN ('incomplete', 'incomplete_expired')

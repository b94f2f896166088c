-- grain: one row per source that holds live data
-- key: source
-- meaning: a source read with a live key has nothing to do with what a test key
--   landed there before. A source with test data alone is shown as it is.
SELECT DISTINCT _source AS source
FROM (
  SELECT _source FROM raw.stripe_subscriptions WHERE livemode
  UNION ALL
  SELECT _source FROM raw.stripe_invoices WHERE livemode
  UNION ALL
  SELECT _source FROM raw.stripe_customers WHERE livemode
) live

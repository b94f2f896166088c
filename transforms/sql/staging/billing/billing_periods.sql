-- grain: one row per subscription and stretch of days with one price and state
-- key: source, subscription_id, start_date
-- meaning: the rules of core.subscription_periods hold; billing_id is the payer.
SELECT
  source, contract_id AS subscription_id, start_date, end_date, billing_id, product, CAST(mrr AS DECIMAL(18, 6)) AS mrr,
  currency, kind, end_reason, renewal_date, CAST(seats AS BIGINT) AS seats
FROM staging.stripe_subscription_periods

-- grain: one row per subscription
-- key: source, subscription_id
-- meaning: the columns of core.subscriptions with the payer's billing_id:
--   the newest terms, and what is known of the end by the as-of day.
SELECT
  source, contract_id AS subscription_id, billing_id, product, currency,
  CAST(unit_amount AS DECIMAL(18, 6)) AS unit_amount, CAST(quantity AS DECIMAL(18, 6)) AS quantity,
  billing_interval, billing_interval_count, discount_percent,
  CAST(NULL AS DECIMAL(18, 6)) AS discount_amount, CAST(NULL AS DATE) AS discount_end, trial_to AS trial_end,
  start_at AS started_at, cancel_at, canceled_at, ended_at, paused_from, CAST(NULL AS DATE) AS paused_to,
  CAST(NULL AS DATE) AS past_due_since, term_months, renewal_date, seats
FROM staging.stripe_contracts

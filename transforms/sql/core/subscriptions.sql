-- grain: one row per subscription
-- key: subscription_id
-- meaning: the newest terms of every subscription, and what is known of its end
--   by the as-of day.
-- check: not_null(customer_id)
-- check: references(customer_id, core.customers.customer_id)
WITH contracts AS (
  SELECT
    source, subscription_id, billing_id, product, currency, unit_amount, quantity, billing_interval,
    billing_interval_count, discount_percent, discount_amount, discount_end, trial_end,
    started_at, cancel_at, canceled_at, ended_at,
    paused_from, paused_to, past_due_since, term_months, renewal_date,
    seats
  FROM staging.billing_contracts
  UNION ALL
  SELECT
    source, subscription_id, customer_id, product, currency, unit_amount, quantity, billing_interval,
    billing_interval_count, nullif(discount_percent, 0), CAST(nullif(discount_amount, 0) AS DECIMAL(18, 6)), discount_end, trial_end,
    CAST(started_on AS TIMESTAMP), CAST(cancel_at AS TIMESTAMP), CAST(canceled_at AS TIMESTAMP), CAST(ended_on AS TIMESTAMP),
    paused_from, paused_to, past_due_since, coalesce(term_months, CAST(round(months) AS BIGINT)), renewal_date,
    coalesce(seats, CAST(quantity AS BIGINT))
  FROM staging.files_plan_terms
)
SELECT
  c.subscription_id, i.customer_id, c.product, c.currency, c.unit_amount, c.quantity, c.billing_interval,
  CAST(c.billing_interval_count AS BIGINT) AS billing_interval_count,
  CAST(c.discount_percent AS DOUBLE) AS discount_percent, c.discount_amount, c.discount_end, c.trial_end,
  c.started_at, c.cancel_at, c.canceled_at, c.ended_at, c.paused_from, c.paused_to, c.past_due_since,
  CAST(c.term_months AS BIGINT) AS term_months, c.renewal_date, CAST(c.seats AS BIGINT) AS seats, c.source
FROM contracts c
LEFT JOIN staging.identity_billing i ON i.source = c.source AND i.source_id = c.billing_id

-- grain: one row per subscription and stretch of days with one price and state
-- key: subscription_id, start_date
-- meaning: half-open [start_date, end_date), null = still so. mrr is a month's
--   recurring price in `currency`, net of lasting discounts and without tax; 0
--   unless kind is paid. seats are the licensed quantity, renewal_date the end of
--   the running term where terms are long. end_reason: change, trial, free, pause
--   or past_due say what follows, voluntary and involuntary that nothing does.
-- check: not_null(customer_id, mrr, kind)
-- check: accepted(kind, paid, trial, free, paused, past_due)
-- check: expression(mrr >= 0)
-- check: expression(kind = 'paid' OR mrr = 0)
-- check: expression(end_date IS NULL OR end_date > start_date)
-- check: references(customer_id, core.customers.customer_id)
-- check[warn]: not_null(currency)
WITH periods AS (
  SELECT
    source, subscription_id, start_date, end_date, billing_id, product, mrr, currency, kind,
    end_reason, renewal_date, seats
  FROM staging.billing_periods
  UNION ALL
  SELECT
    source, subscription_id, start_date, end_date, customer_id, product, mrr, currency, kind,
    end_reason, renewal_date, seats
  FROM staging.files_plan_periods
  UNION ALL
  SELECT
    source, subscription_id, start_date, end_date, customer_id, product, mrr, currency, kind,
    end_reason, renewal_date, seats
  FROM staging.files_subscription_periods
)
SELECT
  p.subscription_id, p.start_date, p.end_date, i.customer_id, p.product,
  CAST(p.mrr AS DECIMAL(18, 6)) AS mrr, p.currency, p.kind, p.end_reason, p.renewal_date,
  CAST(p.seats AS BIGINT) AS seats, p.source
FROM periods p
LEFT JOIN staging.identity_billing i ON i.source = p.source AND i.source_id = p.billing_id

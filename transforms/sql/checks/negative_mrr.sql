-- severity: error
-- source: subscription_periods
-- meaning: periods given with a price below zero; they count as free
-- total: raw.files_subscription_periods
SELECT
  p.subscription_id || ' from ' || CAST(p.start_date AS VARCHAR) AS key,
  i.customer_id,
  p.mrr AS amount
FROM raw.files_subscription_periods p
LEFT JOIN staging.identity_billing i ON i.source = p._source AND i.source_id = p.customer_id
WHERE p.mrr < 0

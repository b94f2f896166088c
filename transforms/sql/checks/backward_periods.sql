-- severity: error
-- source: subscription_periods
-- meaning: periods given that end before they begin; they count for nothing
-- total: raw.files_subscription_periods
SELECT
  p.subscription_id || ' from ' || CAST(p.start_date AS VARCHAR) AS key,
  i.customer_id,
  p.mrr AS amount,
  'ends ' || CAST(p.end_date AS VARCHAR) AS detail
FROM raw.files_subscription_periods p
LEFT JOIN staging.identity_billing i ON i.source = p._source AND i.source_id = p.customer_id
WHERE p.end_date < p.start_date

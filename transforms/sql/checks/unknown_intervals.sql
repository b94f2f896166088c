-- severity: error
-- source: subscriptions
-- meaning: plans of the team's files whose billing interval is none we know (day, week, month, quarter, half_year, year, contract with a contract_end, or once), so their MRR is unknown
-- total: raw.files_subscriptions
SELECT
  t.subscription_id || ' from ' || CAST(t.valid_from AS VARCHAR) AS key,
  i.customer_id,
  'billing_interval ' || t.billing_interval AS detail
FROM staging.files_plan_states t
JOIN raw.files_subscriptions p ON p._source = t.source AND p.subscription_id = t.subscription_id
LEFT JOIN staging.identity_billing i ON i.source = t.source AND i.source_id = p.customer_id
WHERE t.billing_interval <> 'once' AND (t.months IS NULL OR t.months <= 0)

-- severity: warn
-- source: billing
-- meaning: invoices of a subscription billing no longer lists; their plan history is lost
-- total: core.invoices
SELECT i.invoice_id AS key, i.amount, i.subscription_id AS detail
FROM core.invoices i
WHERE i.subscription_id IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM raw.stripe_subscriptions b WHERE b._source = i.source AND b.id = i.subscription_id)
  AND NOT EXISTS (SELECT 1 FROM raw.chargebee_subscriptions b WHERE b._source = i.source AND b.id = i.subscription_id)

-- grain: one row per billing customer
-- key: source, billing_id
-- meaning: customers deleted in billing stay while they have a subscription or an
--   invoice, as what they were last: their history is still money. Customers of a
--   test clock or a test key are nobody.
WITH known AS (
  SELECT c._source, c.id, c.name, c.email, c.metadata, c.created_at
  FROM raw.stripe_customers c
  LEFT JOIN staging.stripe_live_sources v ON v.source = c._source
  WHERE c.test_clock IS NULL AND (v.source IS NULL OR coalesce(c.livemode, TRUE))
  UNION ALL
  SELECT g._source, g.id, g.name, g.email, g.metadata, g.created_at
  FROM raw.stripe_customers_gone g
  WHERE EXISTS (SELECT 1 FROM raw.stripe_invoices i WHERE i._source = g._source AND i.customer_id = g.id)
    OR EXISTS (SELECT 1 FROM raw.stripe_subscriptions b WHERE b._source = g._source AND b.customer_id = g.id)
),
billed AS (
  SELECT _source, customer_id AS id, min(created_at) AS created_at
  FROM (
    SELECT _source, customer_id, created_at, livemode, test_clock FROM raw.stripe_subscriptions
    UNION ALL
    SELECT _source, customer_id, created_at, livemode, test_clock FROM raw.stripe_invoices
  ) bills
  LEFT JOIN staging.stripe_live_sources v ON v.source = bills._source
  WHERE customer_id IS NOT NULL AND test_clock IS NULL AND (v.source IS NULL OR coalesce(livemode, TRUE))
  GROUP BY _source, customer_id
),
complete AS (
  SELECT _source, id, name, email, metadata, created_at FROM known
  UNION ALL
  SELECT b._source, b.id, NULL, NULL, NULL, b.created_at
  FROM billed b
  WHERE NOT EXISTS (SELECT 1 FROM known k WHERE k._source = b._source AND k.id = b.id)
)
SELECT
  c._source AS source,
  c.id AS billing_id,
  c.name,
  json_text(c.metadata, '$.crm_id') AS crm_id,
  email_domain(c.email) AS domain,
  c.created_at
FROM complete c

-- grain: one row per billing customer known at the end of the as-of day
-- key: source, billing_id
-- meaning: customers deleted in billing stay while they have a subscription or an
--   invoice, as what they were last: their history is still money.
WITH known AS (
  SELECT _source, id, name, email, metadata, created_at FROM raw.stripe_customers
  UNION ALL
  SELECT g._source, g.id, g.name, g.email, g.metadata, g.created_at
  FROM raw.stripe_customers_gone g
  WHERE EXISTS (SELECT 1 FROM raw.stripe_invoices i WHERE i._source = g._source AND i.customer_id = g.id)
    OR EXISTS (SELECT 1 FROM raw.stripe_subscriptions b WHERE b._source = g._source AND b.customer_id = g.id)
),
billed AS (
  SELECT _source, customer_id AS id, min(created_at) AS created_at
  FROM (
    SELECT _source, customer_id, created_at FROM raw.stripe_subscriptions
    UNION ALL
    SELECT _source, customer_id, created_at FROM raw.stripe_invoices
  ) bills
  WHERE customer_id IS NOT NULL
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
  nullif(trim(c.name), '') AS name,
  nullif(json_text(c.metadata, '$.crm_id'), '') AS crm_id,
  CASE WHEN f.domain IS NULL THEN email_domain(c.email) END AS domain,
  c.created_at
FROM complete c
CROSS JOIN core.settings s
LEFT JOIN staging.free_mail_domains f ON f.domain = email_domain(c.email)
WHERE c.created_at IS NULL OR c.created_at < s.as_of_end

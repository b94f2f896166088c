-- grain: one row per billing customer
-- key: source, billing_id
-- meaning: customers deleted in billing stay while they have a subscription or an
--   invoice, as what they were last. crm_id is the custom field cf_crm_id, or
--   crm_id of the customer's metadata.
WITH known AS (
  SELECT _source, id, company, first_name, last_name, email, meta_data, _extra, created_at FROM raw.chargebee_customers
  UNION ALL
  SELECT g._source, g.id, g.company, g.first_name, g.last_name, g.email, g.meta_data, g._extra, g.created_at
  FROM raw.chargebee_customers_gone g
  WHERE EXISTS (SELECT 1 FROM raw.chargebee_invoices i WHERE i._source = g._source AND i.customer_id = g.id)
    OR EXISTS (SELECT 1 FROM raw.chargebee_subscriptions b WHERE b._source = g._source AND b.customer_id = g.id)
),
billed AS (
  SELECT _source, customer_id AS id, min(created_at) AS created_at
  FROM (
    SELECT _source, customer_id, created_at FROM raw.chargebee_subscriptions
    UNION ALL
    SELECT _source, customer_id, issued_at FROM raw.chargebee_invoices
  ) bills
  WHERE customer_id IS NOT NULL
  GROUP BY _source, customer_id
)
SELECT
  k._source AS source,
  k.id AS billing_id,
  coalesce(nullif(trim(k.company), ''), nullif(trim(concat_ws(' ', k.first_name, k.last_name)), '')) AS name,
  coalesce(nullif(json_text(k._extra, '$.cf_crm_id'), ''), json_text(k.meta_data, '$.crm_id')) AS crm_id,
  email_domain(k.email) AS domain,
  k.created_at
FROM known k
UNION ALL
SELECT b._source, b.id, NULL, NULL, NULL, b.created_at
FROM billed b
WHERE NOT EXISTS (SELECT 1 FROM known k WHERE k._source = b._source AND k.id = b.id)

-- grain: one row per customer billing knows
-- key: source, source_id
-- meaning: the customer it is: by the CRM id billing keeps, the team's mapping,
--   the domain of the billing address, else it is a customer of its own.
-- check[warn]: expression(method <> 'self' OR source_id = customer_id)
WITH named_in_files AS (
  SELECT _source, customer_id FROM raw.files_subscription_periods
  UNION
  SELECT _source, customer_id FROM raw.files_subscriptions
  UNION
  SELECT _source, customer_id FROM raw.files_invoices
),
billing AS (
  SELECT source, billing_id, crm_id, domain FROM staging.billing_customers
  UNION ALL
  SELECT _source, customer_id, customer_id, clean_domain(customer_id)
  FROM named_in_files
  WHERE customer_id IS NOT NULL
)
SELECT
  b.source,
  b.billing_id AS source_id,
  coalesce(i.customer_id, m.customer_id, d.customer_id, b.billing_id) AS customer_id,
  CASE
    WHEN i.customer_id IS NOT NULL THEN 'external_id'
    WHEN m.customer_id IS NOT NULL THEN 'mapping'
    WHEN d.customer_id IS NOT NULL THEN 'email_domain'
    ELSE 'self'
  END AS method,
  b.domain
FROM billing b
LEFT JOIN staging.identity_company_ids i ON i.reference = b.crm_id
LEFT JOIN staging.identity_mapping m ON m.source = b.source AND m.source_id = b.billing_id
LEFT JOIN staging.identity_company_domains d ON d.domain = b.domain

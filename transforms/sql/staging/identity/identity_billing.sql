-- grain: one row per customer billing knows
-- key: source, source_id
-- meaning: the customer it is: by the CRM id billing keeps, the team's mapping,
--   the domain of the billing address, else it is a customer of its own, with the
--   source before its id where the id is a company's or another billing system's.
-- check[warn]: expression(method <> 'self' OR customer_id IN (source_id, source || '/' || source_id))
WITH named_in_files AS (
  SELECT _source, customer_id FROM raw.files_subscription_periods
  UNION
  SELECT _source, customer_id FROM raw.files_subscriptions
  UNION
  SELECT _source, customer_id FROM raw.files_invoices
  UNION
  SELECT _source, customer_id FROM raw.files_usage_charges
),
taken AS (
  SELECT source_id AS id FROM staging.identity_companies
  UNION
  SELECT customer_id FROM staging.identity_companies
  UNION
  SELECT billing_id FROM staging.billing_customers GROUP BY billing_id HAVING count(DISTINCT source) > 1
),
billing AS (
  SELECT
    c.source, c.billing_id, c.crm_id, c.domain,
    CASE WHEN t.id IS NULL THEN c.billing_id ELSE c.source || '/' || c.billing_id END AS own_customer_id
  FROM staging.billing_customers c
  LEFT JOIN taken t ON t.id = c.billing_id
  UNION ALL
  SELECT _source, customer_id, customer_id, clean_domain(customer_id), customer_id
  FROM named_in_files
  WHERE customer_id IS NOT NULL
)
SELECT
  b.source,
  b.billing_id AS source_id,
  coalesce(i.customer_id, m.customer_id, d.customer_id, b.own_customer_id) AS customer_id,
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

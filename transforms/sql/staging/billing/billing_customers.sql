-- grain: one row per billing customer known at the end of the as-of day
-- key: source, billing_id
-- meaning: domain is that of the billing address, null where it is missing or
--   anybody's (free mail). crm_id is the id of the CRM's company billing keeps.
WITH customers AS (
  SELECT source, billing_id, name, crm_id, domain, created_at
  FROM staging.stripe_customers
  UNION ALL
  SELECT source, billing_id, name, crm_id, domain, created_at
  FROM staging.chargebee_customers
)
SELECT
  c.source, c.billing_id,
  nullif(trim(c.name), '') AS name,
  nullif(trim(c.crm_id), '') AS crm_id,
  CASE WHEN f.domain IS NULL THEN c.domain END AS domain,
  c.created_at
FROM customers c
CROSS JOIN core.settings s
LEFT JOIN staging.free_mail_domains f ON f.domain = c.domain
WHERE c.created_at IS NULL OR c.created_at < s.as_of_end

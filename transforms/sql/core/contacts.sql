-- grain: one row per person the CRM knows
-- key: contact_id
-- meaning: customer_id is null for people nobody associated with a company.
SELECT
  own_id(c.source, c.contact_id, min(c.source) OVER same, max(c.source) OVER same) AS contact_id,
  k.customer_id, c.name, c.email, c.job_title, c.source
FROM staging.crm_contacts c
LEFT JOIN staging.company_clusters k ON k.source = c.source AND k.company_id = c.company_id
WINDOW same AS (PARTITION BY c.contact_id)

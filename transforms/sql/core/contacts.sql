-- grain: one row per person the CRM knows
-- key: contact_id
-- meaning: customer_id is null for people nobody associated with a company.
SELECT c.contact_id, k.customer_id, c.name, c.email, c.job_title, c.source
FROM staging.crm_contacts c
LEFT JOIN staging.company_clusters k ON k.source = c.source AND k.company_id = c.company_id

-- grain: one row per person the CRM knows
-- key: contact_id
-- meaning: customer_id is null for people nobody associated with a company.
SELECT
  c.id AS contact_id,
  k.customer_id,
  nullif(trim(concat_ws(' ', c.first_name, c.last_name)), '') AS name,
  nullif(lower(trim(c.email)), '') AS email,
  nullif(trim(c.job_title), '') AS job_title,
  c._source AS source
FROM raw.hubspot_contacts c
CROSS JOIN core.settings s
LEFT JOIN staging.hubspot_company_clusters k ON k.source = c._source AND k.company_id = c.company_id
WHERE (c.created_at IS NULL OR c.created_at < s.as_of_end)
  AND NOT coalesce(c.archived, FALSE)

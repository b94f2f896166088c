-- grain: one row per person the CRM knew at the end of the as-of day
-- key: source, contact_id
WITH contacts AS (
  SELECT source, contact_id, company_id, name, email, job_title, created_at
  FROM staging.hubspot_contacts
  UNION ALL
  SELECT source, contact_id, company_id, name, email, job_title, created_at
  FROM staging.salesforce_contacts
)
SELECT
  c.source, c.contact_id,
  nullif(c.company_id, '') AS company_id,
  nullif(trim(c.name), '') AS name,
  nullif(lower(trim(c.email)), '') AS email,
  nullif(trim(c.job_title), '') AS job_title,
  c.created_at
FROM contacts c
CROSS JOIN core.settings s
WHERE c.created_at IS NULL OR c.created_at < s.as_of_end

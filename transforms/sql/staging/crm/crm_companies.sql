-- grain: one row per CRM company that existed at the end of the as-of day
-- key: source, company_id
-- meaning: domain is null where it is missing or anybody's (free mail). merged_ids
--   are the ids of the records it swallowed, null when none.
WITH companies AS (
  SELECT
    source, company_id, name, domain, owner_name, owner_email, parent_id, lifecycle_stage, created_at, merged_ids
  FROM staging.hubspot_companies
  UNION ALL
  SELECT
    source, company_id, name, domain, owner_name, owner_email, parent_id, lifecycle_stage, created_at, merged_ids
  FROM staging.salesforce_companies
)
SELECT
  c.source, c.company_id,
  nullif(trim(c.name), '') AS name,
  CASE WHEN f.domain IS NULL THEN clean_domain(c.domain) END AS domain,
  nullif(trim(c.owner_name), '') AS owner_name,
  nullif(trim(c.owner_email), '') AS owner_email,
  nullif(c.parent_id, '') AS parent_id,
  nullif(c.lifecycle_stage, '') AS lifecycle_stage,
  c.created_at,
  c.merged_ids
FROM companies c
CROSS JOIN core.settings s
LEFT JOIN staging.free_mail_domains f ON f.domain = clean_domain(c.domain)
WHERE c.created_at IS NULL OR c.created_at < s.as_of_end

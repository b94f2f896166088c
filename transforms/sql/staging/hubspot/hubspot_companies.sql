-- grain: one row per CRM company that existed at the end of the as-of day
-- key: source, company_id
-- meaning: domain is null where it is missing or anybody's (free mail).
SELECT
  c._source AS source,
  c.id AS company_id,
  nullif(trim(c.name), '') AS name,
  CASE WHEN f.domain IS NULL THEN clean_domain(c.domain) END AS domain,
  nullif(c.lifecycle_stage, '') AS lifecycle_stage,
  nullif(c.owner_id, '') AS owner_id,
  nullif(c.parent_id, '') AS parent_id,
  nullif(c.merged_ids, '') AS merged_ids,
  c.created_at,
  c.attributes,
  c.attribute_history
FROM raw.hubspot_companies c
CROSS JOIN core.settings s
LEFT JOIN staging.free_mail_domains f ON f.domain = clean_domain(c.domain)
WHERE (c.created_at IS NULL OR c.created_at < s.as_of_end)
  AND NOT coalesce(c.archived, FALSE)

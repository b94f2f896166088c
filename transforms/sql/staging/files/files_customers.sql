-- grain: one row per customer of the team's own customer file
-- key: source, file_id
SELECT
  c._source AS source,
  c.customer_id AS file_id,
  nullif(trim(c.name), '') AS name,
  CASE WHEN f.domain IS NULL THEN clean_domain(c.domain) END AS domain,
  nullif(c.parent_id, '') AS parent_id,
  nullif(c.owner, '') AS owner,
  nullif(c.lifecycle_stage, '') AS lifecycle_stage,
  c.created_on,
  c._extra AS attributes
FROM raw.files_customers c
CROSS JOIN core.settings s
LEFT JOIN staging.free_mail_domains f ON f.domain = clean_domain(c.domain)
WHERE c.created_on IS NULL OR c.created_on <= s.as_of

-- grain: one row per helpdesk user who is not of the support team
-- key: source, source_id
-- meaning: the customer of the user's organization, else of the address's domain.
SELECT
  u._source AS source,
  CAST(u.id AS VARCHAR) AS source_id,
  coalesce(o.customer_id, d.customer_id) AS customer_id,
  CASE WHEN o.customer_id IS NOT NULL THEN o.method WHEN d.customer_id IS NOT NULL THEN 'email_domain' END AS method
FROM raw.zendesk_users u
CROSS JOIN core.settings s
LEFT JOIN staging.identity_organizations o ON o.source = u._source AND o.source_id = CAST(u.organization_id AS VARCHAR)
LEFT JOIN staging.identity_domains d ON d.domain = email_domain(u.email)
WHERE coalesce(u.role, 'end-user') NOT IN ('agent', 'admin')
  AND (u.created_at IS NULL OR u.created_at < s.as_of_end)

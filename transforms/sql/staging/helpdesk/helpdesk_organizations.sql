-- grain: one row per helpdesk organization known at the end of the as-of day
-- key: source, organization_id
-- meaning: external_id is the id another system calls the customer by;
--   domain_names is a JSON array, the first counting most.
WITH organizations AS (
  SELECT source, organization_id, external_id, domain_names, created_at
  FROM staging.zendesk_organizations
  UNION ALL
  SELECT source, organization_id, external_id, domain_names, created_at
  FROM staging.intercom_organizations
  UNION ALL
  SELECT source, organization_id, external_id, domain_names, created_at
  FROM staging.freshdesk_organizations
)
SELECT o.source, o.organization_id, nullif(trim(o.external_id), '') AS external_id, o.domain_names, o.created_at
FROM organizations o
CROSS JOIN core.settings s
WHERE o.created_at IS NULL OR o.created_at < s.as_of_end

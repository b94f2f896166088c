-- grain: one row per organization
-- key: source, organization_id
SELECT _source AS source, CAST(id AS VARCHAR) AS organization_id, external_id, domain_names, created_at
FROM raw.zendesk_organizations

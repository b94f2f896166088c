-- grain: one row per company
-- key: source, organization_id
-- meaning: Freshdesk has no place for another system's id; a company field
--   called crm_id is one.
SELECT
  _source AS source, CAST(id AS VARCHAR) AS organization_id,
  coalesce(json_text(custom_fields, '$.crm_id'), json_text(custom_fields, '$.cf_crm_id')) AS external_id,
  domains AS domain_names, created_at
FROM raw.freshdesk_companies

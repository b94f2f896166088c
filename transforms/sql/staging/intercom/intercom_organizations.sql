-- grain: one row per company
-- key: source, organization_id
-- meaning: external_id is the company_id the workspace's own systems gave.
SELECT
  _source AS source, id AS organization_id, company_id AS external_id,
  '["' || replace(clean_domain(website), '"', '') || '"]' AS domain_names, created_at
FROM raw.intercom_companies

-- grain: one row per helpdesk organization
-- key: source, source_id
-- meaning: by the CRM id the helpdesk keeps, the team's mapping, then the first
--   of its domains that belongs to a customer; null when there is none.
WITH by_domain AS (
  SELECT
    o.source, o.organization_id, d.customer_id,
    row_number() OVER (PARTITION BY o.source, o.organization_id ORDER BY n.position) AS rank
  FROM staging.helpdesk_organizations o
  CROSS JOIN UNNEST(json_elements(o.domain_names)) WITH ORDINALITY AS n(name, position)
  JOIN staging.identity_domains d ON d.domain = clean_domain(json_text(n.name, '$'))
  WHERE NOT EXISTS (SELECT 1 FROM staging.free_mail_domains f WHERE f.domain = d.domain)
)
SELECT
  o.source,
  o.organization_id AS source_id,
  coalesce(k.customer_id, m.customer_id, d.customer_id) AS customer_id,
  CASE
    WHEN k.customer_id IS NOT NULL THEN 'external_id'
    WHEN m.customer_id IS NOT NULL THEN 'mapping'
    WHEN d.customer_id IS NOT NULL THEN 'domain'
  END AS method
FROM staging.helpdesk_organizations o
LEFT JOIN staging.identity_known_ids k ON k.reference = o.external_id
LEFT JOIN staging.identity_mapping m ON m.source = o.source AND m.source_id = o.organization_id
LEFT JOIN by_domain d ON d.source = o.source AND d.organization_id = o.organization_id AND d.rank = 1

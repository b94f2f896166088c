-- grain: one row per helpdesk person who is not of the support team
-- key: source, source_id
-- meaning: the customer of the person's organization, else of the address's domain.
SELECT
  p.source,
  p.person_id AS source_id,
  coalesce(o.customer_id, d.customer_id) AS customer_id,
  CASE WHEN o.customer_id IS NOT NULL THEN o.method WHEN d.customer_id IS NOT NULL THEN 'email_domain' END AS method
FROM staging.helpdesk_people p
LEFT JOIN staging.identity_organizations o ON o.source = p.source AND o.source_id = p.organization_id
LEFT JOIN staging.identity_domains d ON d.domain = email_domain(p.email)

-- grain: one row per source and id of the team's mapping file
-- key: source, source_id
-- meaning: the customer the team says it is; the file may name it by any CRM id or by a domain.
SELECT
  m.source, m.source_id,
  min(coalesce(i.customer_id, d.customer_id, m.customer_id)) AS customer_id
FROM raw.files_identity m
LEFT JOIN staging.identity_company_ids i ON i.reference = m.customer_id
LEFT JOIN staging.identity_company_domains d ON d.domain = clean_domain(m.customer_id)
WHERE m.customer_id IS NOT NULL
GROUP BY m.source, m.source_id

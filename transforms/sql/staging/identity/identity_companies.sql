-- grain: one row per company record, of the CRM or of the team's customer file
-- key: source, source_id
-- meaning: the customer each belongs to. A line of the file joins the CRM's
--   customer of the same id, else of the same domain, else it is a customer itself.
WITH crm_domains AS (
  SELECT c.domain, min(k.customer_id) AS customer_id
  FROM staging.crm_companies c
  JOIN staging.company_clusters k ON k.source = c.source AND k.company_id = c.company_id
  WHERE c.domain IS NOT NULL
  GROUP BY c.domain
),
crm_ids AS (
  SELECT company_id, min(customer_id) AS customer_id
  FROM staging.company_clusters
  GROUP BY company_id
  HAVING count(DISTINCT customer_id) = 1
)
SELECT source, company_id AS source_id, customer_id, method, rank
FROM staging.company_clusters
UNION ALL
SELECT
  f.source, f.file_id, coalesce(i.customer_id, d.customer_id, f.file_id),
  CASE WHEN i.customer_id IS NOT NULL THEN 'external_id' WHEN d.customer_id IS NOT NULL THEN 'domain' ELSE 'self' END,
  NULL
FROM staging.files_customers f
LEFT JOIN crm_ids i ON i.company_id = f.file_id
LEFT JOIN crm_domains d ON d.domain = f.domain

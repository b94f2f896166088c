-- grain: one row per domain of a company record
-- key: domain
-- meaning: whose domain it is. Where two customers of the team's file claim one, the lower id has it.
WITH claims AS (
  SELECT c.domain, i.customer_id
  FROM staging.crm_companies c
  JOIN staging.identity_companies i ON i.source = c.source AND i.source_id = c.company_id
  UNION
  SELECT f.domain, i.customer_id
  FROM staging.files_customers f
  JOIN staging.identity_companies i ON i.source = f.source AND i.source_id = f.file_id
)
SELECT domain, min(customer_id) AS customer_id
FROM claims
WHERE domain IS NOT NULL
GROUP BY domain

-- severity: warn
-- source: billing
-- meaning: billing customers that carry a CRM id the CRM does not know
-- total: staging.billing_customers
SELECT c.billing_id AS key, 'crm_id ' || c.crm_id AS detail
FROM staging.billing_customers c
WHERE c.crm_id IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM staging.identity_company_ids i WHERE i.reference = c.crm_id)
  AND EXISTS (SELECT 1 FROM staging.identity_companies)

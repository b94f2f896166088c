-- grain: one row per customer, area and source that has a record of the account itself
-- key: customer_id, area, source
-- meaning: the source knows who the customer is, whether or not it has anything to
--   tell: a CRM's company, a billing customer, a helpdesk's organization or person.
SELECT
  customer_id,
  CASE kind WHEN 'company' THEN 'crm' WHEN 'billing_customer' THEN 'billing' ELSE 'helpdesk' END AS area,
  source
FROM core.identity
WHERE customer_id IS NOT NULL AND kind IN ('company', 'billing_customer', 'organization', 'user')
GROUP BY customer_id, CASE kind WHEN 'company' THEN 'crm' WHEN 'billing_customer' THEN 'billing' ELSE 'helpdesk' END, source

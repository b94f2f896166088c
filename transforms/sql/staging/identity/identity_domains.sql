-- grain: one row per domain that belongs to a customer
-- key: domain
-- meaning: domains of company records, then the billing addresses of customers only billing knows.
SELECT domain, customer_id FROM staging.identity_company_domains
UNION ALL
SELECT b.domain, min(b.customer_id)
FROM staging.identity_billing b
WHERE b.method = 'self' AND b.domain IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM staging.identity_company_domains d WHERE d.domain = b.domain)
GROUP BY b.domain

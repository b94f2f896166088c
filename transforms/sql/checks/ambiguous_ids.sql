-- severity: warn
-- source: crm
-- meaning: ids that company records of two customers have; whoever names one is matched by other means
-- total: staging.identity_companies
SELECT source_id AS key, string_agg(DISTINCT customer_id, ', ' ORDER BY customer_id) AS detail
FROM staging.identity_companies
GROUP BY source_id
HAVING count(DISTINCT customer_id) > 1

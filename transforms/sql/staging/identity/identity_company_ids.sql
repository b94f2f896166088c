-- grain: one row per id other systems may keep of a company record
-- key: reference
-- meaning: the record's own id; a Salesforce id of eighteen characters is also
--   known by its first fifteen, which is what its reports and pages show. An id that
--   records of two customers have names neither (check ambiguous_ids).
WITH ids AS (
  SELECT source_id AS reference, customer_id FROM staging.identity_companies
  UNION ALL
  SELECT left(i.source_id, 15), i.customer_id
  FROM staging.identity_companies i
  WHERE length(i.source_id) = 18
    AND EXISTS (SELECT 1 FROM staging.salesforce_companies s WHERE s.source = i.source)
)
SELECT reference, min(customer_id) AS customer_id
FROM ids
GROUP BY reference
HAVING count(DISTINCT customer_id) = 1

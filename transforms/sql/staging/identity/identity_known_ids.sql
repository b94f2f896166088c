-- grain: one row per id other systems may keep of a customer
-- key: reference
-- meaning: ids of company records first, then billing's. An id that two customers
--   have at once names neither.
WITH ids AS (
  SELECT reference, customer_id, 1 AS priority FROM staging.identity_company_ids
  UNION ALL
  SELECT source_id, customer_id, 1 FROM staging.identity_companies
  UNION ALL
  SELECT customer_id, customer_id, 1 FROM staging.identity_companies
  UNION ALL
  SELECT source_id, customer_id, 2 FROM staging.identity_billing
  UNION ALL
  SELECT customer_id, customer_id, 2 FROM staging.identity_billing
),
first_kind AS (
  SELECT reference, min(priority) AS priority FROM ids GROUP BY reference
)
SELECT i.reference, min(i.customer_id) AS customer_id
FROM ids i
JOIN first_kind f ON f.reference = i.reference AND f.priority = i.priority
GROUP BY i.reference
HAVING count(DISTINCT i.customer_id) = 1

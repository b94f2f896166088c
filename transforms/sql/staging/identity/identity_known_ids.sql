-- grain: one row per id other systems may keep of a customer
-- key: reference
-- meaning: ids of company records first, then billing's.
WITH ids AS (
  SELECT reference, customer_id, 1 AS priority FROM staging.identity_company_ids
  UNION ALL
  SELECT customer_id, customer_id, 2 FROM staging.identity_companies
  UNION ALL
  SELECT source_id, customer_id, 3 FROM staging.identity_billing
),
ranked AS (
  SELECT reference, customer_id, row_number() OVER (PARTITION BY reference ORDER BY priority, customer_id) AS rank
  FROM ids
)
SELECT reference, customer_id FROM ranked WHERE rank = 1

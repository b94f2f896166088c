-- grain: one row per name the team's files may call a customer by
-- key: reference
-- meaning: canonical ids, any source's id, domains; the first kind that knows the name decides.
WITH names AS (
  SELECT reference, customer_id, 1 AS priority FROM staging.identity_known_ids
  UNION ALL
  SELECT source_id, customer_id, 2 FROM staging.identity_mapping
  UNION ALL
  SELECT source_id, customer_id, 3 FROM staging.identity_organizations WHERE customer_id IS NOT NULL
  UNION ALL
  SELECT domain, customer_id, 4 FROM staging.identity_domains
),
ranked AS (
  SELECT reference, customer_id, row_number() OVER (PARTITION BY reference ORDER BY priority, customer_id) AS rank
  FROM names
)
SELECT reference, customer_id FROM ranked WHERE rank = 1

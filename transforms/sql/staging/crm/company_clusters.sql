-- grain: one row per CRM record of a customer, records taken over in a merge included
-- key: source, company_id
-- meaning: records linked by merges or domains, over any number of steps, are one
--   customer. It is named by its anchor: the oldest live record, then the lowest id.
WITH RECURSIVE reached(node, root) AS (
  SELECT from_node, from_node FROM staging.company_links
  UNION
  SELECT l.to_node, r.root
  FROM reached r
  JOIN staging.company_links l ON l.from_node = r.node
),
linked AS (
  SELECT node, min(root) AS cluster FROM reached GROUP BY node
),
live AS (
  SELECT
    c.source, c.company_id, c.created_at, coalesce(len(c.merged_ids), 0) > 0 AS is_survivor,
    coalesce(l.cluster, 'c:' || c.source || ':' || c.company_id) AS cluster
  FROM staging.crm_companies c
  LEFT JOIN linked l ON l.node = 'c:' || c.source || ':' || c.company_id
),
ranked AS (
  SELECT
    source, company_id, cluster, is_survivor,
    row_number() OVER (PARTITION BY cluster ORDER BY created_at NULLS LAST, length(company_id), company_id, source) AS rank
  FROM live
),
anchors AS (
  SELECT cluster, company_id AS customer_id FROM ranked WHERE rank = 1
),
taken_over AS (
  SELECT DISTINCT c.source, m.merged_id AS company_id, a.customer_id
  FROM staging.crm_companies c
  CROSS JOIN UNNEST(c.merged_ids) AS m(merged_id)
  JOIN live v ON v.source = c.source AND v.company_id = c.company_id
  JOIN anchors a ON a.cluster = v.cluster
)
SELECT
  r.source, r.company_id, a.customer_id, r.rank,
  CASE WHEN r.rank = 1 THEN 'self' WHEN t.company_id IS NOT NULL OR r.is_survivor THEN 'merged' ELSE 'domain' END AS method
FROM ranked r
JOIN anchors a ON a.cluster = r.cluster
LEFT JOIN taken_over t ON t.source = r.source AND t.company_id = r.company_id
UNION ALL
SELECT t.source, t.company_id, t.customer_id, NULL, 'merged'
FROM taken_over t
WHERE NOT EXISTS (SELECT 1 FROM ranked r WHERE r.source = t.source AND r.company_id = t.company_id)

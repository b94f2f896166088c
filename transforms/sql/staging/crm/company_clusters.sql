-- grain: one row per CRM record of a customer, records taken over in a merge included
-- key: source, company_id
-- meaning: records linked by merges or domains, over any number of steps, are one
--   customer. It is named by its anchor: the oldest live record, then the lowest id;
--   with the CRM before the id where another CRM gives that id to another customer.
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
    c.source, c.company_id, c.created_at, c.merged_ids, coalesce(len(c.merged_ids), 0) > 0 AS is_survivor,
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
taken_over AS (
  SELECT DISTINCT v.source, m.merged_id AS company_id, v.cluster
  FROM live v
  CROSS JOIN UNNEST(v.merged_ids) AS m(merged_id)
),
members AS (
  SELECT source, company_id, cluster FROM live
  UNION ALL
  SELECT t.source, t.company_id, t.cluster
  FROM taken_over t
  WHERE NOT EXISTS (SELECT 1 FROM live v WHERE v.source = t.source AND v.company_id = t.company_id)
),
shared AS (
  SELECT company_id FROM members GROUP BY company_id HAVING count(DISTINCT cluster) > 1
),
anchors AS (
  SELECT r.cluster, CASE WHEN s.company_id IS NULL THEN r.company_id ELSE r.source || '/' || r.company_id END AS customer_id
  FROM ranked r
  LEFT JOIN shared s ON s.company_id = r.company_id
  WHERE r.rank = 1
)
SELECT
  m.source, m.company_id, a.customer_id, r.rank,
  CASE WHEN r.rank = 1 THEN 'self' WHEN t.company_id IS NOT NULL OR r.is_survivor THEN 'merged' ELSE 'domain' END AS method
FROM members m
JOIN anchors a ON a.cluster = m.cluster
LEFT JOIN ranked r ON r.source = m.source AND r.company_id = m.company_id
LEFT JOIN taken_over t ON t.source = m.source AND t.company_id = m.company_id

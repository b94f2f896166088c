-- grain: one row per direction of a link between two nodes, a node being a company or a domain
-- key: from_node, to_node
-- meaning: what makes CRM records one customer: a merge (the survivor lists the
--   ids it took over) or the same domain. Nodes are c:<source>:<id> and d:<domain>.
WITH merges AS (
  SELECT
    'c:' || c.source || ':' || c.company_id AS survivor,
    'c:' || c.source || ':' || m.merged_id AS merged
  FROM staging.crm_companies c
  CROSS JOIN UNNEST(c.merged_ids) AS m(merged_id)
),
domains AS (
  SELECT 'c:' || source || ':' || company_id AS company, 'd:' || domain AS domain
  FROM staging.crm_companies
  WHERE domain IS NOT NULL
)
SELECT survivor AS from_node, merged AS to_node FROM merges
UNION
SELECT merged, survivor FROM merges
UNION
SELECT company, domain FROM domains
UNION
SELECT domain, company FROM domains

-- severity: warn
-- source: account_links
-- meaning: accounts that are merged into each other in a circle, or their own parent; their links count for nothing
-- total: core.account_links
WITH RECURSIVE walk AS (
  SELECT from_id, to_id, kind, 1 AS steps FROM core.account_links
  UNION ALL
  SELECT w.from_id, l.to_id, w.kind, w.steps + 1
  FROM walk w
  JOIN core.account_links l ON l.from_id = w.to_id AND l.kind = w.kind
  WHERE w.steps < 8 AND w.to_id <> w.from_id
)
SELECT DISTINCT from_id AS key, kind AS detail
FROM walk
WHERE to_id = from_id

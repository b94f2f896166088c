-- grain: one row per account that is a parent or has one
-- key: customer_id
-- meaning: the account at the top of its line, itself where nothing is above it, by
--   the parents valid at the as-of day. Links in a circle lead nowhere.
WITH RECURSIVE links AS (
  SELECT DISTINCT l.from_id, l.to_id
  FROM core.account_links l
  CROSS JOIN core.settings s
  JOIN core.customers t ON t.customer_id = l.to_id
  WHERE l.kind = 'parent' AND l.from_id <> l.to_id AND coalesce(l.valid_from, s.as_of) <= s.as_of
),
walk AS (
  SELECT from_id AS customer_id, to_id AS parent_id, 1 AS steps FROM links
  UNION ALL
  SELECT w.customer_id, l.to_id, w.steps + 1
  FROM walk w
  JOIN links l ON l.from_id = w.parent_id
  WHERE w.steps < 8 AND w.parent_id <> w.customer_id
),
ranked AS (
  SELECT customer_id, parent_id, row_number() OVER (PARTITION BY customer_id ORDER BY steps DESC, parent_id) AS rank
  FROM walk
  WHERE customer_id NOT IN (SELECT c.customer_id FROM walk c WHERE c.parent_id = c.customer_id)
)
SELECT customer_id, parent_id
FROM ranked
WHERE rank = 1
UNION
SELECT r.parent_id, r.parent_id
FROM ranked r
WHERE r.rank = 1 AND r.parent_id NOT IN (SELECT o.customer_id FROM ranked o)

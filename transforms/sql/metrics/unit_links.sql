-- grain: one row per account, account it counts as, and way there
-- key: customer_id, unit_id, valid_from, steps
-- meaning: merged accounts and, where movements are counted per parent, children,
--   with all links on the way followed; valid from the day the last of them is.
--   Links to accounts nobody knows lead nowhere, and an account that leads to itself
--   has none.
WITH RECURSIVE links AS (
  SELECT DISTINCT l.from_id, l.to_id, coalesce(l.valid_from, DATE '1900-01-01') AS valid_from
  FROM core.account_links l
  CROSS JOIN core.settings s
  JOIN core.customers f ON f.customer_id = l.from_id
  JOIN core.customers t ON t.customer_id = l.to_id
  WHERE l.from_id <> l.to_id AND (l.kind = 'merge' OR s.movement_grain = 'parent')
),
walk AS (
  SELECT from_id AS customer_id, to_id AS unit_id, valid_from, 1 AS steps FROM links
  UNION ALL
  SELECT w.customer_id, l.to_id, greatest(w.valid_from, l.valid_from), w.steps + 1
  FROM walk w
  JOIN links l ON l.from_id = w.unit_id
  WHERE w.steps < 8 AND w.unit_id <> w.customer_id
)
SELECT DISTINCT customer_id, unit_id, valid_from, steps
FROM walk
WHERE customer_id NOT IN (SELECT c.customer_id FROM walk c WHERE c.unit_id = c.customer_id)

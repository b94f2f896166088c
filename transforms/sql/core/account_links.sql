-- grain: one row per link between two accounts
-- key: from_id, to_id
-- meaning: kind parent: from_id belongs to the group of to_id; kind merge: the
--   account from_id lives on in customer to_id, from valid_from on (null = always).
-- check: accepted(kind, parent, merge)
WITH links AS (
  SELECT customer_id AS from_id, parent_id AS to_id, 'parent' AS kind, created_on AS valid_from, 2 AS priority
  FROM core.customers
  WHERE parent_id IS NOT NULL
  UNION ALL
  SELECT k.company_id, k.customer_id, 'merge', NULL, 3
  FROM staging.company_clusters k
  WHERE k.method = 'merged'
  UNION ALL
  SELECT
    CASE WHEN coalesce(word_of(l.kind), 'parent') = 'parent' OR f.customer_id <> coalesce(t.customer_id, l.to_id)
      THEN coalesce(f.customer_id, l.from_id) ELSE l.from_id END,
    coalesce(t.customer_id, l.to_id), coalesce(word_of(l.kind), 'parent'), l.valid_from, 1
  FROM raw.files_account_links l
  CROSS JOIN core.settings s
  LEFT JOIN staging.customer_references f ON f.reference = l.from_id
  LEFT JOIN staging.customer_references t ON t.reference = l.to_id
  WHERE l.valid_from IS NULL OR l.valid_from <= s.as_of
),
ranked AS (
  SELECT
    from_id, to_id, kind, valid_from,
    row_number() OVER (PARTITION BY from_id, to_id ORDER BY priority, valid_from NULLS LAST) AS rank
  FROM links
)
SELECT from_id, to_id, kind, valid_from
FROM ranked
WHERE rank = 1

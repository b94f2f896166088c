-- grain: one row per customer, attribute and day its value changed
-- key: customer_id, attribute, changed_on
-- meaning: customer_attributes of the team's files; a valid_to without a
--   following row empties the attribute. Null = emptied.
WITH given AS (
  SELECT r.customer_id, a.attribute, a.valid_from, nullif(trim(a.value), '') AS value, a.valid_to
  FROM raw.files_customer_attributes a
  JOIN staging.customer_references r ON r.reference = a.customer_id
  WHERE a.attribute IS NOT NULL AND a.valid_from IS NOT NULL
),
changes AS (
  SELECT customer_id, attribute, valid_from AS changed_on, value, 1 AS priority FROM given
  UNION ALL
  SELECT customer_id, attribute, valid_to, NULL, 2 FROM given WHERE valid_to IS NOT NULL
),
ranked AS (
  SELECT
    c.customer_id, c.attribute, c.changed_on, c.value,
    row_number() OVER (
      PARTITION BY c.customer_id, c.attribute, c.changed_on ORDER BY c.priority, c.value NULLS LAST
    ) AS rank
  FROM changes c
  CROSS JOIN core.settings s
  WHERE c.changed_on <= s.as_of
)
SELECT customer_id, attribute, changed_on, value
FROM ranked
WHERE rank = 1

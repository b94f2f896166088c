-- grain: one row per customer, attribute and stretch of days with one value
-- key: customer_id, attribute, valid_from
-- meaning: half-open [valid_from, valid_to); valid_to is null for today's value.
--   Days on which an attribute had no value have no row.
-- check: not_null(value)
-- check: expression(valid_to IS NULL OR valid_to > valid_from)
WITH marked AS (
  SELECT
    customer_id, attribute, changed_on, value,
    lag(value) OVER (PARTITION BY customer_id, attribute ORDER BY changed_on) AS previous,
    row_number() OVER (PARTITION BY customer_id, attribute ORDER BY changed_on) AS position
  FROM staging.attribute_changes
),
changed AS (
  SELECT customer_id, attribute, changed_on, value
  FROM marked
  WHERE position = 1 OR value IS DISTINCT FROM previous
),
spans AS (
  SELECT
    customer_id, attribute, changed_on AS valid_from, value,
    lead(changed_on) OVER (PARTITION BY customer_id, attribute ORDER BY changed_on) AS valid_to
  FROM changed
)
SELECT customer_id, attribute, valid_from, value, valid_to
FROM spans
WHERE value IS NOT NULL

-- grain: one row per customer, dimension and stretch of days in one segment
-- key: customer_id, dimension, valid_from
-- meaning: the whole time line of every attribute and expression dimension from
--   1900-01-01, '(none)' where there is no value. valid_to is exclusive, null = now.
--   Expressions see today's customers only, so their segment holds for all days.
-- check: not_null(segment)
WITH dimensions AS (
  SELECT c.customer_id, d.dimension, d.attribute
  FROM core.segment_dimensions d
  CROSS JOIN core.customers c
  WHERE d.kind = 'attribute'
),
-- Where one value follows another on a day, the beginning of the new one counts.
points AS (
  SELECT d.customer_id, d.dimension, a.valid_from AS day, a.value AS segment, 1 AS priority
  FROM dimensions d
  JOIN core.customer_attributes a ON a.customer_id = d.customer_id AND a.attribute = d.attribute
  UNION ALL
  SELECT d.customer_id, d.dimension, a.valid_to, '(none)', 2
  FROM dimensions d
  JOIN core.customer_attributes a ON a.customer_id = d.customer_id AND a.attribute = d.attribute
  WHERE a.valid_to IS NOT NULL
  UNION ALL
  SELECT customer_id, dimension, DATE '1900-01-01', '(none)', 2 FROM dimensions
),
ranked AS (
  SELECT
    customer_id, dimension, day, segment,
    row_number() OVER (PARTITION BY customer_id, dimension, day ORDER BY priority) AS rank
  FROM points
)
SELECT
  customer_id, dimension, segment, day AS valid_from,
  lead(day) OVER (PARTITION BY customer_id, dimension ORDER BY day) AS valid_to
FROM ranked
WHERE rank = 1
UNION ALL
SELECT customer_id, dimension, coalesce(nullif(segment, ''), '(none)'), DATE '1900-01-01', NULL
FROM core.segment_expressions

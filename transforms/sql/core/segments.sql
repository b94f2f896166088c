-- grain: one row per customer, dimension and stretch of days in one segment
-- key: customer_id, dimension, valid_from
-- meaning: the whole time line of every attribute, attribute band and expression
--   dimension from 1900-01-01, '(none)' where there is no value, none of the
--   declared type, or one below the lowest band. valid_to is exclusive, null = now.
-- check: not_null(segment)
WITH dimensions AS (
  SELECT c.customer_id, d.dimension, d.attribute, d.kind
  FROM core.segment_dimensions d
  CROSS JOIN core.customers c
  WHERE d.kind IN ('attribute', 'attribute_band')
),
bands AS (
  SELECT
    dimension, segment, lower_bound,
    lead(lower_bound) OVER (PARTITION BY dimension ORDER BY lower_bound, segment) AS upper_bound
  FROM core.segment_bands
),
given AS (
  SELECT
    d.customer_id, d.dimension, a.valid_from, a.valid_to,
    CASE WHEN d.kind = 'attribute' THEN a.value ELSE coalesce(b.segment, '(none)') END AS segment
  FROM dimensions d
  JOIN core.customer_attributes a ON a.customer_id = d.customer_id AND a.attribute = d.attribute
  LEFT JOIN bands b
    ON d.kind = 'attribute_band' AND b.dimension = d.dimension
    AND a.value_number >= b.lower_bound AND (b.upper_bound IS NULL OR a.value_number < b.upper_bound)
),
-- Where one value follows another on a day, the beginning of the new one counts.
points AS (
  SELECT customer_id, dimension, valid_from AS day, segment, 1 AS priority FROM given
  UNION ALL
  SELECT customer_id, dimension, valid_to, '(none)', 2 FROM given WHERE valid_to IS NOT NULL
  UNION ALL
  SELECT customer_id, dimension, DATE '1900-01-01', '(none)', 2 FROM dimensions
),
ranked AS (
  SELECT
    customer_id, dimension, day, segment,
    row_number() OVER (PARTITION BY customer_id, dimension, day ORDER BY priority) AS rank
  FROM points
),
entered AS (
  SELECT
    customer_id, dimension, day, segment,
    lag(segment) OVER (PARTITION BY customer_id, dimension ORDER BY day) AS segment_before
  FROM ranked
  WHERE rank = 1
)
SELECT
  customer_id, dimension, segment, day AS valid_from,
  lead(day) OVER (PARTITION BY customer_id, dimension ORDER BY day) AS valid_to
FROM entered
WHERE segment_before IS DISTINCT FROM segment
UNION ALL
SELECT customer_id, dimension, segment, valid_from, valid_to
FROM core.segment_expressions

-- grain: one row per customer, dimension and stretch of days in one segment
-- key: dimension, customer_id, valid_from
-- meaning: half-open, null valid_to = until further notice; every customer's spans
--   follow each other without a gap, so segments add up to the total. Band dimensions go by
--   the MRR at the level day of each month, of the account a customer then counts as. The empty customer_id, facts without a
--   customer, is 'unassigned' in every dimension but the total.
WITH mrr AS (
  SELECT c.month, u.unit_id, sum(c.mrr) AS mrr
  FROM metrics.customer_mrr c
  JOIN metrics.customer_units u ON u.month = c.month AND u.customer_id = c.customer_id
  GROUP BY c.month, u.unit_id
),
monthly AS (
  SELECT k.month, c.customer_id, coalesce(m.mrr, 0) AS mrr
  FROM metrics.calendar k
  CROSS JOIN metrics.customer_ids c
  LEFT JOIN metrics.customer_units u ON u.month = k.month AND u.customer_id = c.customer_id
  LEFT JOIN mrr m ON m.month = k.month AND m.unit_id = coalesce(u.unit_id, c.customer_id)
  WHERE c.customer_id <> ''
),
banded AS (
  SELECT n.dimension, m.customer_id, m.month, coalesce(b.segment, '(none)') AS segment
  FROM monthly m
  CROSS JOIN core.segment_dimensions n
  LEFT JOIN metrics.segment_bands b
    ON b.dimension = n.dimension AND m.mrr >= b.lower_bound AND (b.upper_bound IS NULL OR m.mrr < b.upper_bound)
  WHERE n.kind = 'band'
),
entered AS (
  SELECT
    dimension, customer_id, month, segment,
    lag(segment) OVER (PARTITION BY dimension, customer_id ORDER BY month) AS segment_before
  FROM banded
),
changes AS (
  SELECT
    dimension, customer_id, segment,
    CASE WHEN segment_before IS NULL THEN DATE '1900-01-01' ELSE month END AS valid_from
  FROM entered
  WHERE segment_before IS NULL OR segment_before <> segment
)
SELECT 'all' AS dimension, customer_id, 'all' AS segment, DATE '1900-01-01' AS valid_from, CAST(NULL AS DATE) AS valid_to
FROM metrics.customer_ids
UNION ALL
SELECT dimension, '', 'unassigned', DATE '1900-01-01', CAST(NULL AS DATE)
FROM core.segment_dimensions
UNION ALL
SELECT dimension, customer_id, segment, valid_from, valid_to
FROM core.segments
UNION ALL
SELECT n.dimension, c.customer_id, '(none)', DATE '1900-01-01', CAST(NULL AS DATE)
FROM metrics.customer_ids c
CROSS JOIN core.segment_dimensions n
WHERE c.customer_id <> '' AND n.kind <> 'band'
  AND NOT EXISTS (SELECT 1 FROM core.segments g WHERE g.customer_id = c.customer_id AND g.dimension = n.dimension)
UNION ALL
SELECT
  dimension, customer_id, segment, valid_from,
  lead(valid_from) OVER (PARTITION BY dimension, customer_id ORDER BY valid_from)
FROM changes

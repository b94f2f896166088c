-- grain: one row per customer with a scored dimension
-- key: customer_id
-- meaning: the health of the two groups of dimensions, and the dimension that is worst.
WITH sides AS (
  SELECT
    customer_id,
    max(CASE WHEN dimension_group = 'product' THEN score END) AS product_score,
    max(CASE WHEN dimension_group = 'relationship' THEN score END) AS relationship_score
  FROM marts.health_groups
  GROUP BY customer_id
),
dimensions AS (
  SELECT
    customer_id,
    min_by(dimension, ROW(score, dimension)) AS worst_dimension,
    min(score) AS worst_dimension_score,
    sum_int(CASE WHEN band = 'red' THEN 1 ELSE 0 END) AS red_dimensions
  FROM marts.health_dimensions
  WHERE score IS NOT NULL AND dimension_group <> 'opinion'
  GROUP BY customer_id
)
SELECT d.customer_id, s.product_score, s.relationship_score, d.worst_dimension, d.worst_dimension_score, d.red_dimensions
FROM dimensions d
LEFT JOIN sides s ON s.customer_id = d.customer_id

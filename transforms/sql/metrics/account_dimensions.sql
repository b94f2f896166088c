-- grain: one row per customer with a scored dimension
-- key: customer_id
-- meaning: the health of the two groups of dimensions, by the weights of those scored,
--   and the dimension that is worst.
SELECT
  customer_id,
  ratio(sum(CASE WHEN dimension_group = 'product' THEN score * weight END),
    sum(CASE WHEN dimension_group = 'product' AND score IS NOT NULL THEN weight END)) AS product_score,
  ratio(sum(CASE WHEN dimension_group = 'relationship' THEN score * weight END),
    sum(CASE WHEN dimension_group = 'relationship' AND score IS NOT NULL THEN weight END)) AS relationship_score,
  min_by(dimension, score) FILTER (WHERE dimension_group <> 'opinion') AS worst_dimension,
  min(score) FILTER (WHERE dimension_group <> 'opinion') AS worst_dimension_score,
  count(CASE WHEN band = 'red' AND dimension_group <> 'opinion' THEN 1 END) AS red_dimensions
FROM marts.health_dimensions
GROUP BY customer_id
HAVING count(score) > 0

-- grain: one row per reference day, paying customer and dimension of its profile
-- key: day, customer_id, dimension
-- meaning: weighted mean of the dimension's measures that are known: what is missing
--   leaves its weight to the others of the dimension. coverage is the known share of
--   the dimension's weight.
SELECT
  day, customer_id, profile, dimension, dimension_group, dimension_weight AS weight,
  CAST(round(ratio(sum(score * weight), sum(CASE WHEN score IS NOT NULL THEN weight END)), 9) AS DECIMAL(38, 9)) AS score,
  sum(CASE WHEN score IS NOT NULL THEN weight END) AS present_weight,
  coalesce(ratio(sum(CASE WHEN score IS NOT NULL THEN weight END), sum(weight)), 0) AS coverage
FROM metrics.health_inputs
GROUP BY day, customer_id, profile, dimension, dimension_group, dimension_weight

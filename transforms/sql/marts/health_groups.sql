-- grain: one row per customer paying at the as-of day and group of dimensions (product, relationship, opinion)
-- key: as_of, customer_id, dimension_group
-- meaning: the same score seen from two sides: score is the weighted mean of the
--   group's dimensions that are known, null and grey where none is. The contributions
--   of a customer's groups add up as those of its dimensions do.
-- check: not_null(as_of, customer_id, dimension_group, band, weight)
-- check: expression(score IS NULL OR score BETWEEN 0 AND 100)
WITH grouped AS (
  SELECT
    as_of, customer_id, dimension_group, count(*) AS dimensions, count(score) AS known_dimensions,
    CAST(sum(CAST(weight AS DECIMAL(18, 9))) AS DOUBLE) AS weight,
    ratio(sum(CAST(score AS DECIMAL(28, 9)) * CAST(weight AS DECIMAL(9, 6))), sum(CASE WHEN score IS NOT NULL THEN CAST(weight AS DECIMAL(9, 6)) END)) AS score,
    CAST(sum(CAST(contribution AS DECIMAL(18, 12))) AS DOUBLE) AS contribution
  FROM marts.health_dimensions
  GROUP BY as_of, customer_id, dimension_group
)
SELECT
  g.as_of, g.customer_id, g.dimension_group, g.dimensions, g.known_dimensions, g.weight,
  clamp(g.score, 0.0, 100.0) AS score,
  band_of(g.score, s.health_green, s.health_yellow) AS band,
  g.contribution
FROM grouped g
CROSS JOIN core.settings s

-- grain: one row per reference day, paying customer and measure
-- key: day, customer_id, measure
-- meaning: the value on the scale 0 to 100. Exact decimals, so that sums do not
--   depend on the order of the rows.
SELECT
  day, customer_id, profile, measure, value, weight,
  CAST(100 * clamp((value - worst) / (best - worst), 0.0, 1.0) AS DECIMAL(38, 9)) AS score
FROM metrics.health_values

-- grain: one row per customer paying at the as-of day and measure of its profile
-- key: as_of, customer_id, measure
-- meaning: why the score is what it is: the contributions add up to the score before
--   gates. score and contribution are null where the value is not known.
-- check: not_null(as_of, customer_id, measure, weight)
-- check: expression(score IS NULL OR score BETWEEN 0 AND 100)
SELECT
  i.day AS as_of, i.customer_id, i.measure, i.value,
  CAST(i.score AS DOUBLE) AS score,
  CAST(i.weight AS DOUBLE) AS weight,
  ratio(i.score * i.weight, h.present_weight) AS contribution
FROM metrics.health_inputs i
JOIN metrics.reference_days d ON d.day = i.day AND d.moment = 'current'
JOIN metrics.customer_health h ON h.day = i.day AND h.customer_id = i.customer_id

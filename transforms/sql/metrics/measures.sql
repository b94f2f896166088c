-- grain: one row per reference day, customer paying at its end and measure
-- key: day, customer_id, measure
-- meaning: the one library of what is known of a customer, whatever its health
--   profile makes of it. value is null where it is not known; seen_on is the day of
--   the newest fact behind it, by which it is judged stale.
-- check: expression(seen_on IS NULL OR seen_on <= day)
SELECT day, customer_id, measure, value, CASE WHEN value IS NOT NULL THEN seen_on END AS seen_on
FROM (
  SELECT day, customer_id, measure, value, seen_on FROM metrics.measures_of_usage
  UNION ALL
  SELECT day, customer_id, measure, value, seen_on FROM metrics.measures_of_support
  UNION ALL
  SELECT day, customer_id, measure, value, seen_on FROM metrics.measures_of_voice
  UNION ALL
  SELECT day, customer_id, measure, value, seen_on FROM metrics.measures_of_contract
  UNION ALL
  SELECT day, customer_id, measure, value, seen_on FROM metrics.measures_of_outcome
) every_measure

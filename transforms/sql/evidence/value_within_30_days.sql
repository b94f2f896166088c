-- adds: ratio(sum(part), sum(base))
-- meaning: one row per customer that started in the period: base 1 where that is at
--   least 30 days ago, part 1 where it also reached first value within 30 days.
SELECT
  v.customer_id, 'customer' AS record, c.source, v.customer_id AS record_id, v.started_on AS day,
  CASE
    WHEN v.is_reached THEN v.first_value_event || ' on ' || CAST(v.first_value_on AS VARCHAR)
    WHEN v.is_known THEN 'not reached in ' || CAST(v.age_days AS VARCHAR) || ' days'
    ELSE v.reason
  END AS detail,
  CASE WHEN v.is_known AND v.age_days >= 30 AND v.ttv_days <= 30 THEN 1.0 ELSE 0.0 END AS part,
  CASE WHEN v.is_known AND v.age_days >= 30 THEN 1.0 ELSE 0.0 END AS base
FROM metrics.figure f
JOIN metrics.value_cohorts h
  ON h.span = f.span AND h.period_start = f.period_start AND h.dimension = f.dimension AND h.segment = f.segment
JOIN metrics.value_journeys v ON v.customer_id = h.customer_id
LEFT JOIN core.customers c ON c.customer_id = v.customer_id

-- adds: min(CASE WHEN base <= 0.5 THEN part END)
-- meaning: one row per customer that started in the period: part is the days to first
--   value, base the share estimated to wait still after that day (0 for a single
--   customer); both null for who has not reached it, of whom detail tells the age.
SELECT
  v.customer_id, 'customer' AS record, c.source, v.customer_id AS record_id, v.started_on AS day,
  CASE
    WHEN v.is_reached THEN v.first_value_event || ' on ' || CAST(v.first_value_on AS VARCHAR)
    WHEN v.is_known THEN 'not reached in ' || CAST(v.age_days AS VARCHAR) || ' days'
    ELSE v.reason
  END AS detail,
  v.ttv_days AS part,
  CASE WHEN f.customer_id IS NOT NULL AND v.is_reached THEN 0.0 ELSE k.waiting_share END AS base
FROM metrics.figure f
JOIN metrics.value_cohorts h
  ON h.span = coalesce(nullif(f.span, 'day'), 'all') AND (f.span = 'day' OR h.period_start = f.period_start)
  AND h.dimension = coalesce(f.dimension, 'all') AND h.segment = coalesce(f.segment, 'all')
JOIN metrics.value_journeys v ON v.customer_id = h.customer_id
LEFT JOIN metrics.value_survival k
  ON k.span = h.span AND k.period_start = h.period_start AND k.dimension = h.dimension AND k.segment = h.segment AND k.day_number = v.ttv_days
LEFT JOIN core.customers c ON c.customer_id = v.customer_id
WHERE f.customer_id IS NULL OR v.customer_id = f.customer_id

-- adds: coalesce(sum(part), 0)
-- meaning: one row per account; part counts it.
SELECT
  b.customer_id, 'customer' AS record, c.source, b.customer_id AS record_id, coalesce(v.day, f.last_day) AS day,
  coalesce(c.name, b.customer_id) || CASE WHEN b.item_id = '' THEN '' ELSE ', ' || b.item_id END || ', ' || b.movement
    || coalesce(' (' || b.reason || ')', '')
    || coalesce(', MRR ' || CAST(round(v.mrr_before, 2) AS VARCHAR) || ' to ' || CAST(round(v.mrr_after, 2) AS VARCHAR), '') AS detail,
  b.customers AS part, 1 AS base
FROM metrics.figure f
JOIN metrics.movement_bookings b ON b.month = f.period_start AND b.dimension = f.dimension AND b.segment = f.segment
JOIN metrics.movement_grains g ON g.grain = b.grain AND g.counts_customers
LEFT JOIN metrics.movements v
  ON v.month = b.month AND v.grain = b.grain AND v.customer_id = b.customer_id AND v.item_id = b.item_id AND v.step = b.step
LEFT JOIN core.customers c ON c.customer_id = b.customer_id
WHERE b.movement IN ('churn')

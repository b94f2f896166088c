-- adds: ratio(sum(part), sum(base))
-- meaning: one row per account that moved; part is what came, base what went.
SELECT
  b.customer_id, 'customer' AS record, c.source, b.customer_id AS record_id, coalesce(v.day, f.last_day) AS day,
  coalesce(c.name, b.customer_id) || CASE WHEN b.item_id = '' THEN '' ELSE ', ' || b.item_id END || ', ' || b.movement
    || coalesce(' (' || b.reason || ')', '')
    || coalesce(', MRR ' || CAST(round(v.mrr_before, 2) AS VARCHAR) || ' to ' || CAST(round(v.mrr_after, 2) AS VARCHAR), '') AS detail,
  CASE WHEN b.movement IN ('new', 'reactivation', 'expansion') THEN b.amount ELSE 0 END AS part, CASE WHEN b.movement IN ('churn', 'contraction') THEN b.amount ELSE 0 END AS base
FROM metrics.figure f
JOIN metrics.movement_bookings b ON b.month = f.period_start AND b.dimension = f.dimension AND b.segment = f.segment
JOIN metrics.movement_grains g ON g.grain = b.grain AND g.moves_money
LEFT JOIN metrics.movements v
  ON v.month = b.month AND v.grain = b.grain AND v.customer_id = b.customer_id AND v.item_id = b.item_id AND v.step = b.step
LEFT JOIN core.customers c ON c.customer_id = b.customer_id
WHERE b.movement IN ('new', 'reactivation', 'expansion', 'churn', 'contraction')

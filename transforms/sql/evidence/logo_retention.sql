-- adds: ratio(sum(part), sum(base))
-- meaning: one row per customer that paid at the period's start, shown by its largest
--   subscription then; part is 1 for one that still pays at its end.
SELECT
  o.customer_id, 'subscription' AS record, c.source, c.subscription_id AS record_id, c.day,
  CASE WHEN o.is_lost THEN 'lost: ' ELSE 'kept: ' END || c.detail AS detail,
  CASE WHEN o.is_lost THEN 0 ELSE 1 END AS part,
  1 AS base
FROM metrics.figure f
JOIN metrics.retention_segments o
  ON o.span = f.span AND o.period_start = f.period_start AND o.dimension = f.dimension AND o.segment = f.segment
JOIN metrics.retention_contracts c
  ON c.span = o.span AND c.period_start = o.period_start AND c.customer_id = o.customer_id AND c.largest = 1

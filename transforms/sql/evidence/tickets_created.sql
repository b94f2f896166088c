-- adds: coalesce(sum(part), 0)
-- meaning: one row per ticket created in the period; part is 1. A customer's own
--   figures leave out those deleted since.
SELECT
  b.customer_id, 'ticket' AS record, c.source, c.source_ticket_id AS record_id, b.opened_on AS day,
  b.priority || coalesce(', ' || b.closed_as || ' on ' || CAST(b.closed_on AS VARCHAR), ', open') AS detail,
  1.0 AS part, CAST(NULL AS DOUBLE) AS base
FROM metrics.figure f
JOIN metrics.ticket_stretches b
  ON b.opened_as = 'created' AND b.opened_on >= f.period_start AND b.opened_on < f.period_end
  AND (f.customer_id IS NULL OR b.customer_id = f.customer_id)
JOIN metrics.customer_segments g
  ON g.day = f.last_day AND g.customer_id = coalesce(b.customer_id, '')
  AND g.dimension = CASE WHEN f.customer_id IS NULL THEN f.dimension ELSE 'all' END
  AND g.segment = CASE WHEN f.customer_id IS NULL THEN f.segment ELSE 'all' END
JOIN core.tickets c ON c.ticket_id = b.ticket_id
WHERE f.customer_id IS NULL OR coalesce(c.status, '') <> 'deleted'

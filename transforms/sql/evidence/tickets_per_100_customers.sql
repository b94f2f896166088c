-- adds: 100 * ratio(sum(part), sum(base))
-- meaning: one row per ticket created in the period (part 1) and per customer paying
--   when it began (base 1).
WITH rows AS (
  SELECT
    b.customer_id, 'ticket' AS record, c.source, c.source_ticket_id AS record_id, b.opened_on AS day, 'ticket created' AS detail,
    1.0 AS part, 0.0 AS base
  FROM metrics.figure f
  JOIN metrics.ticket_stretches b ON b.opened_as = 'created' AND b.opened_on >= f.period_start AND b.opened_on < f.period_end
  JOIN core.tickets c ON c.ticket_id = b.ticket_id
  UNION ALL
  SELECT
    p.customer_id, 'subscription', min(p.source), min(p.subscription_id), min(p.start_date), 'paid when the period began', 0.0, 1.0
  FROM metrics.figure f
  JOIN metrics.paid_periods p ON p.start_date < f.period_start AND (p.end_date IS NULL OR p.end_date >= f.period_start)
  GROUP BY p.customer_id
)
SELECT r.customer_id, r.record, r.source, r.record_id, r.day, r.detail, r.part, r.base
FROM rows r
CROSS JOIN metrics.figure f
JOIN metrics.customer_segments g
  ON g.day = f.last_day AND g.customer_id = coalesce(r.customer_id, '') AND g.dimension = f.dimension AND g.segment = f.segment

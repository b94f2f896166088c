-- adds: quantile_cont(part, 0.5)
-- meaning: one row per ticket last solved in the period; part is its business minutes
--   to there.
SELECT
  t.customer_id, 'ticket' AS record, c.source, c.source_ticket_id AS record_id, t.solved_on AS day,
  t.priority || ', ' || t.state AS detail,
  t.full_resolution_minutes_business AS part, CAST(NULL AS DOUBLE) AS base
FROM metrics.figure f
JOIN metrics.ticket_facts t
  ON t.solved_on >= f.period_start AND t.solved_on < f.period_end AND (f.customer_id IS NULL OR t.customer_id = f.customer_id)
JOIN metrics.customer_segments g
  ON g.day = f.last_day AND g.customer_id = coalesce(t.customer_id, '')
  AND g.dimension = CASE WHEN f.customer_id IS NULL THEN f.dimension ELSE 'all' END
  AND g.segment = CASE WHEN f.customer_id IS NULL THEN f.segment ELSE 'all' END
JOIN core.tickets c ON c.ticket_id = t.ticket_id

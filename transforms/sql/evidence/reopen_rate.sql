-- adds: ratio(sum(part), sum(base))
-- meaning: one row per ticket last solved in the period; base is 1, part is 1 where it
--   was reopened.
SELECT
  t.customer_id, 'ticket' AS record, c.source, c.source_ticket_id AS record_id, t.solved_on AS day,
  t.priority || ', reopened ' || CAST(t.reopens AS VARCHAR) || ' times' AS detail,
  CASE WHEN t.reopens > 0 THEN 1.0 ELSE 0.0 END AS part, 1.0 AS base
FROM metrics.figure f
JOIN metrics.ticket_facts t
  ON t.solved_on >= f.period_start AND t.solved_on < f.period_end AND (f.customer_id IS NULL OR t.customer_id = f.customer_id)
JOIN metrics.customer_segments g
  ON g.day = f.last_day AND g.customer_id = coalesce(t.customer_id, '')
  AND g.dimension = CASE WHEN f.customer_id IS NULL THEN f.dimension ELSE 'all' END
  AND g.segment = CASE WHEN f.customer_id IS NULL THEN f.segment ELSE 'all' END
JOIN core.tickets c ON c.ticket_id = t.ticket_id

-- adds: quantile_cont(part, 0.5)
-- meaning: one row per ticket solved for the first time in the period; part is its
--   calendar minutes to there.
SELECT
  t.customer_id, 'ticket' AS record, c.source, c.source_ticket_id AS record_id, t.first_solved_on AS day,
  t.priority || ', ' || t.state AS detail,
  t.first_resolution_minutes AS part, CAST(NULL AS DOUBLE) AS base
FROM metrics.figure f
JOIN metrics.ticket_facts t
  ON t.first_solved_on >= f.period_start AND t.first_solved_on < f.period_end AND (f.customer_id IS NULL OR t.customer_id = f.customer_id)
JOIN metrics.customer_segments g
  ON g.day = f.last_day AND g.customer_id = coalesce(t.customer_id, '')
  AND g.dimension = CASE WHEN f.customer_id IS NULL THEN f.dimension ELSE 'all' END
  AND g.segment = CASE WHEN f.customer_id IS NULL THEN f.segment ELSE 'all' END
JOIN core.tickets c ON c.ticket_id = t.ticket_id

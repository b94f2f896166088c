-- adds: ratio(sum(part), sum(base))
-- meaning: one row per ticket created in the period with a target; base is 1 where its
--   fate is known, part is 1 where it was answered in time.
SELECT
  t.customer_id, 'ticket' AS record, c.source, c.source_ticket_id AS record_id, t.created_on AS day,
  t.sla || ', ' || t.priority || coalesce(', target ' || CAST(t.sla_target_minutes AS VARCHAR) || ' minutes', '')
    || coalesce(', replied after ' || CAST(round(t.first_reply_minutes, 1) AS VARCHAR), '') AS detail,
  CASE WHEN t.sla = 'met' THEN 1.0 ELSE 0.0 END AS part, CASE WHEN t.sla = 'open' THEN 0.0 ELSE 1.0 END AS base
FROM metrics.figure f
JOIN metrics.ticket_facts t
  ON t.created_on >= f.period_start AND t.created_on < f.period_end AND (f.customer_id IS NULL OR t.customer_id = f.customer_id)
JOIN metrics.customer_segments g
  ON g.day = f.last_day AND g.customer_id = coalesce(t.customer_id, '')
  AND g.dimension = CASE WHEN f.customer_id IS NULL THEN f.dimension ELSE 'all' END
  AND g.segment = CASE WHEN f.customer_id IS NULL THEN f.segment ELSE 'all' END
JOIN core.tickets c ON c.ticket_id = t.ticket_id
WHERE t.sla <> 'none'

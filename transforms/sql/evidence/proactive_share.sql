-- adds: ratio(sum(part), sum(base))
-- meaning: one row per ticket created in the period of which the helpdesk tells who
--   opened it; part is 1 where it was the team.
SELECT
  t.customer_id, 'ticket' AS record, c.source, c.source_ticket_id AS record_id, t.created_on AS day,
  t.priority || CASE WHEN c.opened_by_agent THEN ', opened by us' ELSE ', opened by the customer' END AS detail,
  CASE WHEN c.opened_by_agent THEN 1.0 ELSE 0.0 END AS part, 1.0 AS base
FROM metrics.figure f
JOIN metrics.ticket_facts t ON t.created_on >= f.period_start AND t.created_on < f.period_end
JOIN metrics.customer_segments g
  ON g.day = f.last_day AND g.customer_id = coalesce(t.customer_id, '') AND g.dimension = f.dimension AND g.segment = f.segment
JOIN core.tickets c ON c.ticket_id = t.ticket_id
WHERE c.opened_by_agent IS NOT NULL

-- grain: one row per reporting period and segment
-- key: span, period_start, dimension, segment
-- meaning: of the tickets created in the period, those the team opened itself before
--   the customer asked. Null, with the reason, where there were none, or where no
--   helpdesk tells who opened a ticket.
-- check: not_null(span, period_start, period_end, dimension, segment, created, by_us)
-- check: expression(proactive_share IS NULL OR proactive_share BETWEEN 0 AND 1)
WITH counted AS (
  SELECT
    d.span, d.period_start, g.dimension, g.segment,
    count(*) AS created, count(c.opened_by_agent) AS told,
    count(CASE WHEN c.opened_by_agent THEN 1 END) AS by_us
  FROM metrics.ticket_facts t
  JOIN core.tickets c ON c.ticket_id = t.ticket_id
  JOIN metrics.period_days d ON d.day = t.created_on AND d.topic = 'support'
  JOIN metrics.customer_segments g ON g.day = d.last_day AND g.customer_id = coalesce(t.customer_id, '')
  GROUP BY d.span, d.period_start, g.dimension, g.segment
)
SELECT
  p.span, p.period_start, p.period_end, v.dimension, v.segment,
  coalesce(c.created, 0) AS created, coalesce(c.told, 0) AS told, coalesce(c.by_us, 0) AS by_us,
  ratio(c.by_us, c.told) AS proactive_share,
  CASE WHEN coalesce(c.created, 0) = 0 THEN 'no_tickets' WHEN c.told = 0 THEN 'opener_unknown' END AS reason,
  p.is_complete
FROM metrics.periods p
CROSS JOIN metrics.segment_values v
LEFT JOIN counted c
  ON c.span = p.span AND c.period_start = p.period_start AND c.dimension = v.dimension AND c.segment = v.segment
WHERE p.topic = 'support' AND p.span <> 'previous'

-- grain: one row per customer, month and priority with tickets created, solved or open
-- key: customer_id, month, priority
-- meaning: first reply and SLA go by the creation month, resolution by the month of
--   the last solve, backlog is open at the month's end (as-of day in the running
--   month). Tickets without a priority are 'none'.
-- check: not_null(customer_id, month, priority, created, solved, backlog)
WITH facts AS (
  SELECT
    customer_id, month_of(created_on) AS month, priority, 'created' AS fact, 1 AS tickets, first_reply_minutes AS minutes, sla
  FROM metrics.ticket_facts
  WHERE customer_id IS NOT NULL
  UNION ALL
  SELECT customer_id, month_of(solved_on), priority, 'solved', 1, full_resolution_minutes, NULL
  FROM metrics.ticket_facts
  WHERE customer_id IS NOT NULL AND solved_on IS NOT NULL
  UNION ALL
  SELECT b.customer_id, k.month, b.priority, 'backlog', b.tickets, NULL, NULL
  FROM metrics.backlog b
  JOIN metrics.calendar k ON k.level_day = b.day
  WHERE b.customer_id <> ''
)
SELECT
  customer_id, month, priority,
  sum_int(CASE WHEN fact = 'created' THEN tickets ELSE 0 END) AS created,
  sum_int(CASE WHEN fact = 'solved' THEN tickets ELSE 0 END) AS solved,
  sum_int(CASE WHEN fact = 'backlog' THEN tickets ELSE 0 END) AS backlog,
  quantile_cont(CASE WHEN fact = 'created' THEN minutes END, 0.5) AS first_reply_minutes_p50,
  quantile_cont(CASE WHEN fact = 'solved' THEN minutes END, 0.5) AS full_resolution_minutes_p50,
  sum_int(CASE WHEN sla = 'met' THEN 1 ELSE 0 END) AS sla_met,
  sum_int(CASE WHEN sla IN ('met', 'breached') THEN 1 ELSE 0 END) AS sla_decided
FROM facts
GROUP BY customer_id, month, priority

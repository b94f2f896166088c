-- grain: one row per reference day, customer paying at its end and measure of its tickets
-- key: day, customer_id, measure
-- sorted: no
-- meaning: what stood at the end of that day, whatever came later. Without a helpdesk
--   all is unknown; with one, no ticket is 0. first_reply_hours is the median of the
--   tickets opened in the support window, unknown without an answered one. seen_on is
--   the newest day the helpdesk told of anybody, of replies the customer's own.
WITH tickets AS (
  SELECT
    ticket_id, customer_id, priority, created_on, coalesce(solved_on, DATE '9999-12-31') AS solved_on, first_reply_minutes,
    local_day(created_at + CAST(first_reply_minutes * 60 AS BIGINT) * INTERVAL 1 SECOND) AS replied_on
  FROM metrics.ticket_facts
  WHERE customer_id IS NOT NULL
),
helpdesk AS (
  SELECT d.day, max(t.created_on) AS seen_on
  FROM metrics.reference_days d
  JOIN metrics.ticket_facts t ON t.created_on <= d.day
  GROUP BY d.day
),
waiting AS (
  SELECT
    d.day, t.customer_id,
    sum_int(CASE WHEN t.created_on < add_days(d.day, -7) THEN 1 ELSE 0 END) AS old_tickets,
    max(CASE WHEN t.priority = 'urgent' THEN days_between(t.created_on, d.day) END) AS urgent_days
  FROM metrics.reference_days d
  JOIN tickets t ON t.created_on <= d.day AND t.solved_on > d.day
  GROUP BY d.day, t.customer_id
),
replied AS (
  SELECT d.day, t.customer_id, quantile_cont(t.first_reply_minutes, 0.5) / 60 AS reply_hours, max(t.replied_on) AS seen_on
  FROM metrics.reference_days d
  CROSS JOIN core.settings s
  JOIN tickets t ON t.created_on > add_days(d.day, -s.support_window_days) AND t.created_on <= d.day AND t.replied_on <= d.day
  GROUP BY d.day, t.customer_id
),
reopened AS (
  SELECT d.day, b.customer_id, count(DISTINCT b.ticket_id) AS tickets
  FROM metrics.reference_days d
  CROSS JOIN core.settings s
  JOIN metrics.ticket_stretches b ON b.opened_on > add_days(d.day, -s.support_window_days) AND b.opened_on <= d.day
  WHERE b.opened_as = 'reopened' AND b.customer_id IS NOT NULL
  GROUP BY d.day, b.customer_id
)
SELECT
  c.day, c.customer_id, m.measure,
  CAST(CASE m.measure
    WHEN 'first_reply_hours' THEN r.reply_hours
    WHEN 'open_tickets_over_7_days' THEN CASE WHEN h.seen_on IS NOT NULL THEN coalesce(w.old_tickets, 0) END
    WHEN 'oldest_urgent_ticket_days' THEN CASE WHEN h.seen_on IS NOT NULL THEN coalesce(w.urgent_days, 0) END
    WHEN 'reopened_tickets' THEN CASE WHEN h.seen_on IS NOT NULL THEN coalesce(o.tickets, 0) END
  END AS DOUBLE) AS value,
  CASE m.measure WHEN 'first_reply_hours' THEN r.seen_on ELSE h.seen_on END AS seen_on
FROM metrics.customer_states c
CROSS JOIN (VALUES ('open_tickets_over_7_days'), ('oldest_urgent_ticket_days'), ('reopened_tickets'), ('first_reply_hours')) AS m(measure)
LEFT JOIN helpdesk h ON h.day = c.day
LEFT JOIN waiting w ON w.day = c.day AND w.customer_id = c.customer_id
LEFT JOIN replied r ON r.day = c.day AND r.customer_id = c.customer_id
LEFT JOIN reopened o ON o.day = c.day AND o.customer_id = c.customer_id

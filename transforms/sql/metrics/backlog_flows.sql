-- grain: one row per reporting period and segment with a movement of the backlog
-- key: span, period_start, dimension, segment
-- meaning: how many times tickets entered and left the backlog. Segments are those
--   at the period's last day, at both ends: a customer's move between segments
--   moves no ticket.
WITH turns AS (
  SELECT opened_on AS day, coalesce(customer_id, '') AS customer_id, opened_as AS turned FROM metrics.ticket_stretches
  UNION ALL
  SELECT closed_on, coalesce(customer_id, ''), closed_as FROM metrics.ticket_stretches WHERE closed_on IS NOT NULL
),
daily AS (
  SELECT
    day, customer_id,
    count(CASE WHEN turned = 'created' THEN 1 END) AS created,
    count(CASE WHEN turned = 'reopened' THEN 1 END) AS reopened,
    count(CASE WHEN turned = 'solved' THEN 1 END) AS solved,
    count(CASE WHEN turned = 'deleted' THEN 1 END) AS deleted
  FROM turns
  GROUP BY day, customer_id
),
periodic AS (
  SELECT
    d.span, d.period_start, d.last_day, t.customer_id,
    sum_int(t.created) AS created, sum_int(t.reopened) AS reopened, sum_int(t.solved) AS solved, sum_int(t.deleted) AS deleted
  FROM daily t
  JOIN metrics.period_days d ON d.day = t.day AND d.topic = 'support'
  GROUP BY d.span, d.period_start, d.last_day, t.customer_id
)
SELECT
  p.span, p.period_start, g.dimension, g.segment,
  sum_int(p.created) AS created, sum_int(p.reopened) AS reopened, sum_int(p.solved) AS solved, sum_int(p.deleted) AS deleted
FROM periodic p
JOIN metrics.customer_segments g ON g.day = p.last_day AND g.customer_id = p.customer_id
GROUP BY p.span, p.period_start, g.dimension, g.segment

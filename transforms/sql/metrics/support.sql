-- grain: one row per reporting period and segment
-- key: span, period_start, dimension, segment
-- meaning: the columns of marts.support for every window, the scorecard's previous
--   one included. First reply and SLA go by the day of creation, resolution and
--   reopenings by the day of the last solve.
WITH placed AS (
  SELECT
    d.span, d.period_start, g.dimension, g.segment, 'created' AS fact,
    t.first_reply_minutes AS minutes, t.first_reply_minutes_business AS minutes_business,
    CASE t.sla WHEN 'met' THEN 1 ELSE 0 END AS hits,
    CASE WHEN t.sla IN ('met', 'breached') THEN 1 ELSE 0 END AS judged
  FROM metrics.ticket_facts t
  JOIN metrics.period_days d ON d.day = t.created_on AND d.topic = 'support'
  JOIN metrics.customer_segments g ON g.day = d.last_day AND g.customer_id = coalesce(t.customer_id, '')
  UNION ALL
  SELECT
    d.span, d.period_start, g.dimension, g.segment, 'solved',
    t.full_resolution_minutes, t.full_resolution_minutes_business,
    CASE WHEN t.reopens > 0 THEN 1 ELSE 0 END,
    1
  FROM metrics.ticket_facts t
  JOIN metrics.period_days d ON d.day = t.solved_on AND d.topic = 'support'
  JOIN metrics.customer_segments g ON g.day = d.last_day AND g.customer_id = coalesce(t.customer_id, '')
),
grouped AS (
  SELECT
    span, period_start, dimension, segment, fact,
    count(*) AS tickets,
    sum_int(hits) AS hits,
    sum_int(judged) AS judged,
    quantile_cont(minutes, 0.5) AS p50,
    quantile_cont(minutes, 0.9) AS p90,
    quantile_cont(minutes_business, 0.5) AS p50_business,
    quantile_cont(minutes_business, 0.9) AS p90_business
  FROM placed
  GROUP BY span, period_start, dimension, segment, fact
),
backlog AS (
  SELECT p.span, p.period_start, g.dimension, g.segment, count(*) AS tickets
  FROM metrics.periods p
  JOIN metrics.ticket_facts t
    ON t.created_on <= p.last_day AND coalesce(t.solved_on, DATE '9999-12-31') > p.last_day
  JOIN metrics.customer_segments g ON g.day = p.last_day AND g.customer_id = coalesce(t.customer_id, '')
  WHERE p.topic = 'support'
  GROUP BY p.span, p.period_start, g.dimension, g.segment
)
SELECT
  p.span, p.period_start, p.period_end, p.is_complete, v.dimension, v.segment,
  coalesce(c.tickets, 0) AS created,
  coalesce(r.tickets, 0) AS solved,
  coalesce(b.tickets, 0) AS backlog,
  c.p50 AS first_reply_minutes_p50,
  c.p90 AS first_reply_minutes_p90,
  r.p50 AS full_resolution_minutes_p50,
  r.p90 AS full_resolution_minutes_p90,
  c.p50_business AS first_reply_minutes_p50_business,
  c.p90_business AS first_reply_minutes_p90_business,
  r.p50_business AS full_resolution_minutes_p50_business,
  r.p90_business AS full_resolution_minutes_p90_business,
  ratio(r.hits, r.tickets) AS reopen_rate,
  ratio(c.hits, c.judged) AS sla_attainment,
  coalesce(c.hits, 0) AS sla_met,
  coalesce(c.judged, 0) AS sla_decided
FROM metrics.periods p
CROSS JOIN metrics.segment_values v
LEFT JOIN grouped c
  ON c.span = p.span AND c.period_start = p.period_start AND c.dimension = v.dimension AND c.segment = v.segment
  AND c.fact = 'created'
LEFT JOIN grouped r
  ON r.span = p.span AND r.period_start = p.period_start AND r.dimension = v.dimension AND r.segment = v.segment
  AND r.fact = 'solved'
LEFT JOIN backlog b
  ON b.span = p.span AND b.period_start = p.period_start AND b.dimension = v.dimension AND b.segment = v.segment
WHERE p.topic = 'support'

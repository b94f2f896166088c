-- grain: one row per reporting period and segment with open tickets at either end
-- key: span, period_start, dimension, segment
-- meaning: tickets open at the end of the day before the period and of its last day,
--   by the segments at its last day.
WITH ends AS (
  SELECT span, period_start, last_day, add_days(period_start, -1) AS day, 1 AS at_start, 0 AS at_end
  FROM metrics.periods
  WHERE topic = 'support'
  UNION ALL
  SELECT span, period_start, last_day, last_day, 0, 1
  FROM metrics.periods
  WHERE topic = 'support'
),
levels AS (
  SELECT
    e.span, e.period_start, e.last_day, b.customer_id,
    sum_int(b.tickets * e.at_start) AS tickets_at_start, sum_int(b.tickets * e.at_end) AS tickets_at_end
  FROM ends e
  JOIN metrics.backlog b ON b.day = e.day
  GROUP BY e.span, e.period_start, e.last_day, b.customer_id
)
SELECT
  v.span, v.period_start, g.dimension, g.segment,
  sum_int(v.tickets_at_start) AS backlog_start, sum_int(v.tickets_at_end) AS backlog
FROM levels v
JOIN metrics.customer_segments g ON g.day = v.last_day AND g.customer_id = v.customer_id
GROUP BY v.span, v.period_start, g.dimension, g.segment

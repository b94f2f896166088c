-- grain: one row per reference day, customer and priority with tickets open at its end
-- key: day, customer_id, priority
-- meaning: the reference days are the level day of every month and the days at and
--   before the ends of the trailing windows. customer_id is empty for nobody's.
WITH months AS (
  SELECT b.customer_id, b.priority, b.opened_on, b.closed_on, CAST(spine.month AS DATE) AS month
  FROM metrics.ticket_stretches b
  CROSS JOIN core.settings s
  CROSS JOIN UNNEST(generate_series(month_of(b.opened_on), month_of(coalesce(b.closed_on, s.as_of)), INTERVAL 1 MONTH)) AS spine(month)
),
edges AS (
  SELECT add_days(period_start, -1) AS day FROM metrics.periods WHERE topic = 'support' AND span IN ('trailing', 'previous')
  UNION
  SELECT last_day FROM metrics.periods WHERE topic = 'support' AND span IN ('trailing', 'previous')
),
open_tickets AS (
  SELECT k.level_day AS day, m.customer_id, m.priority
  FROM months m
  JOIN metrics.calendar k ON k.month = m.month
  WHERE m.opened_on <= k.level_day AND (m.closed_on IS NULL OR m.closed_on > k.level_day)
  UNION ALL
  SELECT e.day, b.customer_id, b.priority
  FROM edges e
  JOIN metrics.ticket_stretches b ON b.opened_on <= e.day AND (b.closed_on IS NULL OR b.closed_on > e.day)
  WHERE e.day NOT IN (SELECT level_day FROM metrics.calendar)
)
SELECT day, coalesce(customer_id, '') AS customer_id, priority, count(*) AS tickets
FROM open_tickets
GROUP BY day, coalesce(customer_id, ''), priority

-- grain: one row per reporting period and segment with paying customers at its start
-- key: span, period_start, dimension, segment
-- meaning: paying at the end of the day before the period. Segments are those at the
--   period's last day, as everything of marts.support is, so that a customer's
--   tickets and the customer count in one segment.
WITH starts AS (
  SELECT span, period_start, last_day, add_days(period_start, -1) AS day
  FROM metrics.periods
  WHERE topic = 'support'
),
days AS (
  SELECT DISTINCT day FROM starts
),
paying AS (
  SELECT DISTINCT d.day, p.customer_id
  FROM days d
  JOIN metrics.paid_periods p ON p.start_date <= d.day AND (p.end_date IS NULL OR p.end_date > d.day)
)
SELECT s.span, s.period_start, g.dimension, g.segment, count(*) AS start_customers
FROM starts s
JOIN paying p ON p.day = s.day
JOIN metrics.customer_segments g ON g.day = s.last_day AND g.customer_id = p.customer_id
GROUP BY s.span, s.period_start, g.dimension, g.segment

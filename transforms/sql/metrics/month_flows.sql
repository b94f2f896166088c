-- grain: one row per month and customer that netting hides
-- key: month, customer_id, flow
-- meaning: in_and_out started and ended between two month ends, left_and_returned
--   paid at both but not all the time between. The monthly net shows neither.
WITH months AS (
  SELECT m.month, m.level_day, p.level_day AS previous_day
  FROM metrics.month_levels m
  LEFT JOIN metrics.month_levels p ON p.month = m.previous_month
),
endings AS (
  SELECT m.month, m.level_day, m.previous_day, s.customer_id, s.start_date
  FROM metrics.paid_spells s
  JOIN months m ON m.month = month_of(s.end_date) AND s.end_date <= m.level_day
),
at_end AS (
  SELECT DISTINCT month, customer_id FROM metrics.customer_mrr
),
placed AS (
  SELECT
    e.month, e.customer_id,
    e.previous_day IS NOT NULL AND e.start_date <= e.previous_day AS paid_at_start,
    a.customer_id IS NOT NULL AS pays_at_end
  FROM endings e
  LEFT JOIN at_end a ON a.month = e.month AND a.customer_id = e.customer_id
),
by_customer AS (
  SELECT month, customer_id, bool_or(paid_at_start) AS paid_at_start, bool_or(pays_at_end) AS pays_at_end
  FROM placed
  GROUP BY month, customer_id
)
SELECT month, customer_id, CASE WHEN paid_at_start THEN 'left_and_returned' ELSE 'in_and_out' END AS flow
FROM by_customer
WHERE paid_at_start = pays_at_end

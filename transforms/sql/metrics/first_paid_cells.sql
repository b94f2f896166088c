-- grain: one row per month of first payment and complete month since
-- key: cohort_month, month_number
-- meaning: the same table by the first paid day instead of the first month end: it
--   also counts who came and went inside one month, so month 0 can be below 100 %.
WITH members AS (
  SELECT u.unit_id AS customer_id, month_of(min(f.first_paid_on)) AS cohort_month
  FROM metrics.first_payments f
  JOIN metrics.current_units u ON u.customer_id = f.customer_id
  WHERE f.customer_id NOT IN (SELECT customer_id FROM metrics.unrated_customers)
  GROUP BY u.unit_id
),
sizes AS (
  SELECT cohort_month, count(*) AS customers FROM members GROUP BY cohort_month
),
paying AS (
  SELECT DISTINCT customer_id, month FROM metrics.cohort_mrr
),
kept AS (
  SELECT m.cohort_month, date_diff('month', m.cohort_month, p.month) AS month_number, count(*) AS customers
  FROM members m
  JOIN paying p ON p.customer_id = m.customer_id
  GROUP BY m.cohort_month, p.month
)
SELECT
  g.cohort_month, g.month_number,
  s.customers AS cohort_size,
  CASE WHEN g.observed THEN coalesce(k.customers, 0) END AS retained_customers
FROM metrics.cohort_grid g
JOIN sizes s ON s.cohort_month = g.cohort_month
LEFT JOIN kept k ON k.cohort_month = g.cohort_month AND k.month_number = g.month_number

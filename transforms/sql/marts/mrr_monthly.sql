-- grain: one row per month and customer, from the customer's first subscription on
-- key: month, customer_id
-- meaning: MRR at the month's end (the as-of day's end in the running month) in the
--   reporting currency. Null mrr: an exchange rate is missing, never a guess.
-- check: not_null(month, customer_id, paying)
-- check: references(customer_id, core.customers.customer_id)
-- check: expression(mrr IS NULL OR mrr >= 0)
WITH starts AS (
  SELECT customer_id, min(month_of(start_date)) AS first_month
  FROM core.subscription_periods
  WHERE customer_id IS NOT NULL
  GROUP BY customer_id
),
levels AS (
  SELECT month, customer_id, sum(mrr) AS mrr, count(*) = count(mrr) AS is_rated
  FROM metrics.customer_mrr
  GROUP BY month, customer_id
)
SELECT
  m.month,
  s.customer_id,
  CAST(CASE WHEN l.customer_id IS NULL THEN 0 WHEN l.is_rated THEN l.mrr END AS DECIMAL(18, 6)) AS mrr,
  l.customer_id IS NOT NULL AS paying,
  m.is_complete
FROM starts s
JOIN metrics.month_levels m ON m.month >= s.first_month
LEFT JOIN levels l ON l.month = m.month AND l.customer_id = s.customer_id

-- grain: one row per month and customer, from the customer's first contract on
-- key: month, customer_id
-- meaning: MRR at the month's end (the as-of day's end in the running month) in the
--   reporting currency. Null mrr: an exchange rate is missing, never a guess.
--   committed_mrr leaves out what is known to end and has what is signed. metered_mrr
--   is the mean of three months' charges for use, no part of mrr; null unless asked for.
-- check: not_null(month, customer_id, paying)
-- check: references(customer_id, core.customers.customer_id)
-- check: expression(mrr IS NULL OR mrr >= 0)
WITH began AS (
  SELECT customer_id, start_date AS day FROM core.subscription_periods
  UNION ALL
  SELECT customer_id, signed_on FROM core.signed_subscriptions
  UNION ALL
  SELECT c.customer_id, c.used_on FROM core.usage_charges c CROSS JOIN core.settings s WHERE s.metered = 'trailing_3m'
),
starts AS (
  SELECT customer_id, min(month_of(day)) AS first_month
  FROM began
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
  m.is_complete,
  CAST(CASE WHEN c.customer_id IS NULL THEN 0 ELSE c.committed_mrr END AS DECIMAL(18, 6)) AS committed_mrr,
  CAST(CASE WHEN z.metered = 'trailing_3m' THEN CASE WHEN d.customer_id IS NULL THEN 0 ELSE d.metered_mrr END END AS DECIMAL(18, 6)) AS metered_mrr
FROM starts s
CROSS JOIN core.settings z
JOIN metrics.month_levels m ON m.month >= s.first_month
LEFT JOIN levels l ON l.month = m.month AND l.customer_id = s.customer_id
LEFT JOIN metrics.committed_mrr c ON c.month = m.month AND c.customer_id = s.customer_id
LEFT JOIN metrics.metered_mrr d ON d.month = m.month AND d.customer_id = s.customer_id

-- grain: one row per month and customer with MRR at the month's start or end
-- key: month, customer_id
-- meaning: net change of one customer in one month. end_at_start_rate values the
--   end with the start's rates, so amount is in constant currency and fx is the
--   rest: start + amount (signed) + fx = end, to the last decimal.
WITH ends AS (
  SELECT month, customer_id, currency, CAST(0 AS DECIMAL(18, 6)) AS start_local,
    CAST(0 AS DECIMAL(18, 6)) AS start_mrr, local_mrr AS end_local, mrr AS end_mrr
  FROM metrics.customer_mrr
  UNION ALL
  SELECT m.month, c.customer_id, c.currency, c.local_mrr, c.mrr, 0, 0
  FROM metrics.customer_mrr c
  JOIN metrics.month_levels m ON m.previous_month = c.month
),
by_currency AS (
  SELECT month, customer_id, currency, sum(start_mrr) AS start_mrr,
    sum(end_local) AS end_local, sum(end_mrr) AS end_mrr
  FROM ends
  WHERE customer_id NOT IN (SELECT customer_id FROM metrics.unrated_customers)
  GROUP BY month, customer_id, currency
),
by_customer AS (
  SELECT
    c.month,
    c.customer_id,
    CAST(sum(c.start_mrr) AS DECIMAL(18, 6)) AS start_mrr,
    CAST(sum(c.end_mrr) AS DECIMAL(18, 6)) AS end_mrr,
    -- A currency the customer did not use before may lack the old rate: then the new one serves.
    CAST(sum(coalesce(at_rate(c.end_local, r.rate), c.end_mrr)) AS DECIMAL(18, 6))
      AS end_at_start_rate
  FROM by_currency c
  JOIN metrics.month_levels m ON m.month = c.month
  LEFT JOIN core.exchange_rates r ON r.currency = c.currency AND r.month = m.previous_month
  GROUP BY c.month, c.customer_id
),
classified AS (
  SELECT
    c.month, c.customer_id, c.start_mrr, c.end_mrr, c.end_at_start_rate,
    CASE
      WHEN m.is_first THEN 'opening'
      WHEN c.start_mrr = 0 AND f.first_paid_on >= c.month THEN 'new'
      WHEN c.start_mrr = 0 THEN 'reactivation'
      WHEN c.end_mrr = 0 THEN 'churn'
      WHEN c.end_at_start_rate > c.start_mrr THEN 'expansion'
      WHEN c.end_at_start_rate < c.start_mrr THEN 'contraction'
    END AS movement
  FROM by_customer c
  JOIN metrics.month_levels m ON m.month = c.month
  JOIN metrics.first_payments f ON f.customer_id = c.customer_id
)
SELECT
  month, customer_id, start_mrr, end_mrr, movement,
  CASE movement
    WHEN 'expansion' THEN end_at_start_rate - start_mrr
    WHEN 'contraction' THEN start_mrr - end_at_start_rate
    WHEN 'churn' THEN start_mrr
    WHEN 'opening' THEN end_mrr
    WHEN 'new' THEN end_mrr
    WHEN 'reactivation' THEN end_mrr
    ELSE CAST(0 AS DECIMAL(18, 6))
  END AS amount,
  CASE WHEN start_mrr > 0 AND end_mrr > 0 THEN end_mrr - end_at_start_rate ELSE CAST(0 AS DECIMAL(18, 6)) END AS fx
FROM classified

-- grain: one row per customer, month of use and currency
-- key: customer_id, month, currency
-- meaning: what metered prices were billed for, without tax and net of discounts.
--   It is no MRR, which holds fixed prices alone. trailing_3m is the mean of the
--   month and the two before it, months without usage counting as 0.
WITH billed AS (
  SELECT i.customer_id, month_of(l.served_on) AS month, l.currency, sum(l.amount) AS amount
  FROM staging.billing_usage_lines l
  JOIN staging.identity_billing i ON i.source = l.source AND i.source_id = l.billing_id
  GROUP BY i.customer_id, month_of(l.served_on), l.currency
)
SELECT
  b.customer_id, b.month, b.currency, CAST(b.amount AS DECIMAL(18, 6)) AS amount,
  CAST(round(sum(e.amount) / 3.0, 6) AS DECIMAL(18, 6)) AS trailing_3m
FROM billed b
JOIN billed e
  ON e.customer_id = b.customer_id AND e.currency = b.currency AND e.month <= b.month AND e.month >= add_months(b.month, -2)
GROUP BY b.customer_id, b.month, b.currency, b.amount

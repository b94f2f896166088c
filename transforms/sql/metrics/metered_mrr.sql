-- grain: one row per month and customer charged for use in the three months before its end
-- key: month, customer_id
-- meaning: the mean of what metered prices were charged in three months, those without
--   use counting as 0: the month and the two before, of a month still running the
--   three before. No MRR, and empty unless the setting metered asks for it.
WITH charged AS (
  SELECT c.customer_id, c.currency, month_of(c.used_on) AS month, sum(c.amount) AS amount
  FROM core.usage_charges c
  CROSS JOIN core.settings s
  WHERE s.metered = 'trailing_3m' AND c.customer_id IS NOT NULL
  GROUP BY c.customer_id, c.currency, month_of(c.used_on)
),
spread AS (
  SELECT c.customer_id, c.currency, m.month, c.amount
  FROM charged c
  CROSS JOIN (VALUES (0), (1), (2), (3)) AS later(months)
  JOIN metrics.month_levels m ON m.month = add_months(c.month, later.months)
  WHERE later.months BETWEEN CASE WHEN m.is_complete THEN 0 ELSE 1 END AND CASE WHEN m.is_complete THEN 2 ELSE 3 END
),
levels AS (
  SELECT month, customer_id, currency, round(sum(amount) / 3.0, 6) AS amount
  FROM spread
  GROUP BY month, customer_id, currency
)
SELECT
  l.month, l.customer_id,
  CAST(CASE WHEN count(*) = count(r.rate) THEN sum(at_rate(l.amount, r.rate)) END AS DECIMAL(18, 6)) AS metered_mrr
FROM levels l
LEFT JOIN core.exchange_rates r ON r.currency = l.currency AND r.month = l.month
GROUP BY l.month, l.customer_id

-- grain: one row per month, customer and currency with MRR at the month's level day
-- key: month, customer_id, currency
-- meaning: local MRR, and mrr in the reporting currency (null where the rate is missing).
WITH levels AS (
  SELECT m.month, p.customer_id, p.currency, sum(p.mrr) AS local_mrr
  FROM core.subscription_periods p
  JOIN metrics.month_levels m
    ON p.start_date <= m.level_day AND (p.end_date IS NULL OR p.end_date > m.level_day)
  WHERE p.mrr > 0 AND p.customer_id IS NOT NULL
  GROUP BY m.month, p.customer_id, p.currency
)
SELECT
  l.month,
  l.customer_id,
  l.currency,
  CAST(l.local_mrr AS DECIMAL(18, 6)) AS local_mrr,
  at_rate(l.local_mrr, r.rate) AS mrr
FROM levels l
LEFT JOIN core.exchange_rates r ON r.currency = l.currency AND r.month = l.month

-- grain: one row per month, customer and currency with MRR at the month's level day
-- key: month, customer_id, currency
-- meaning: local MRR, and mrr in the reporting currency (null where the rate is missing).
SELECT
  month, customer_id, currency,
  CAST(sum(local_mrr) AS DECIMAL(18, 6)) AS local_mrr,
  CAST(sum(mrr) AS DECIMAL(18, 6)) AS mrr
FROM metrics.item_mrr
WHERE local_mrr > 0
GROUP BY month, customer_id, currency

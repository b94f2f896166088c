-- grain: one row per complete month, account and currency with MRR at the end
-- key: month, customer_id, currency
-- meaning: metrics.customer_mrr of the accounts as they are merged today.
SELECT
  c.month, u.unit_id AS customer_id, c.currency,
  CAST(sum(c.local_mrr) AS DECIMAL(18, 6)) AS local_mrr,
  CAST(sum(c.mrr) AS DECIMAL(18, 6)) AS mrr
FROM metrics.customer_mrr c
JOIN metrics.current_units u ON u.customer_id = c.customer_id
JOIN metrics.month_levels m ON m.month = c.month AND m.is_complete
WHERE c.customer_id NOT IN (SELECT customer_id FROM metrics.unrated_customers)
GROUP BY c.month, u.unit_id, c.currency

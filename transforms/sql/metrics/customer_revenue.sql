-- grain: one row per month and account with a contract, a signature or a charge
-- key: month, customer_id
-- meaning: the levels of marts.revenue before they are added up, of the account the
--   money counts as. Customers without an exchange rate are left out.
WITH parts AS (
  SELECT month, customer_id, mrr, 0 AS committed_mrr, 0 AS metered_mrr, 0 AS annual_mrr, 0 AS active_subscriptions, 0 AS is_free
  FROM metrics.customer_mrr
  UNION ALL
  SELECT month, customer_id, 0, committed_mrr, 0, 0, 0, 0 FROM metrics.committed_mrr
  UNION ALL
  SELECT month, customer_id, 0, 0, metered_mrr, 0, 0, 0 FROM metrics.metered_mrr
  UNION ALL
  SELECT month, customer_id, 0, 0, 0, annual_mrr, active_subscriptions, CASE WHEN is_free THEN 1 ELSE 0 END
  FROM metrics.customer_contracts
)
SELECT
  p.month, u.unit_id AS customer_id,
  CAST(sum(p.mrr) AS DECIMAL(18, 6)) AS mrr,
  CAST(sum(p.committed_mrr) AS DECIMAL(18, 6)) AS committed_mrr,
  CAST(sum(p.metered_mrr) AS DECIMAL(18, 6)) AS metered_mrr,
  CAST(sum(p.annual_mrr) AS DECIMAL(18, 6)) AS annual_mrr,
  sum_int(p.active_subscriptions) AS active_subscriptions,
  sum(p.mrr) > 0 AS is_paying,
  max(p.is_free) = 1 AND coalesce(sum(p.mrr), 0) = 0 AS is_free
FROM parts p
JOIN metrics.customer_units u ON u.month = p.month AND u.customer_id = p.customer_id
WHERE p.customer_id NOT IN (SELECT customer_id FROM metrics.unrated_customers)
GROUP BY p.month, u.unit_id

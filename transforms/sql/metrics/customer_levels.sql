-- grain: one row per month and account with MRR at its end
-- key: month, customer_id
-- meaning: MRR in the reporting currency at the month's own rates, of the account
--   customers counted as then, where all rates are known.
SELECT c.month, u.unit_id AS customer_id, CAST(sum(c.mrr) AS DECIMAL(18, 6)) AS mrr
FROM metrics.customer_mrr c
JOIN metrics.customer_units u ON u.month = c.month AND u.customer_id = c.customer_id
WHERE c.customer_id NOT IN (SELECT customer_id FROM metrics.unrated_customers)
GROUP BY c.month, u.unit_id

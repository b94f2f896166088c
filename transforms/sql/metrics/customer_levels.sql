-- grain: one row per month and customer with MRR at its end
-- key: month, customer_id
-- meaning: MRR in the reporting currency at the month's own rates, of the customers
--   whose rates are all known.
SELECT month, customer_id, CAST(sum(mrr) AS DECIMAL(18, 6)) AS mrr
FROM metrics.customer_mrr
WHERE customer_id NOT IN (SELECT customer_id FROM metrics.unrated_customers)
GROUP BY month, customer_id

-- grain: one row per customer with MRR in a currency and month that has no rate
-- key: customer_id
-- meaning: left out of every portfolio sum (movements, bridge, retention), in all
--   months, so that a missing rate looks neither like churn nor like new money.
SELECT customer_id, min(month) AS first_month, count(*) AS months
FROM metrics.customer_mrr
WHERE mrr IS NULL
GROUP BY customer_id

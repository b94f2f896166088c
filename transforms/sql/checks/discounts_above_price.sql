-- severity: warn
-- source: billing
-- meaning: running subscriptions whose discounts take the whole price, so they earn nothing
-- total: core.invoices
SELECT subscription_id AS key, list_mrr AS amount, 'list price ' || CAST(list_mrr AS VARCHAR) AS detail
FROM staging.billing_periods
WHERE end_date IS NULL AND kind = 'free' AND list_mrr > 0
UNION ALL
SELECT subscription_id, CAST(amount / months AS DECIMAL(18, 6)), 'list price ' || CAST(CAST(amount / months AS DECIMAL(18, 6)) AS VARCHAR)
FROM staging.files_plan_terms
WHERE ended_on IS NULL AND amount > 0 AND amount * (1 - discount_percent / 100) - discount_amount <= 0

-- grain: one row per customer that any source names
-- key: customer_id
-- meaning: every customer, and the empty id that stands for facts no customer could be found for.
SELECT customer_id FROM core.customers
UNION
SELECT customer_id FROM core.subscription_periods WHERE customer_id IS NOT NULL
UNION
SELECT ''

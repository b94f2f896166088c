-- grain: one row per id a customer had before it became part of another
-- key: former_id
-- meaning: for what was recorded of it under that id.
SELECT source_id AS former_id, min(customer_id) AS customer_id
FROM core.identity
WHERE kind = 'company' AND customer_id IS NOT NULL AND source_id NOT IN (SELECT customer_id FROM core.customers)
GROUP BY source_id

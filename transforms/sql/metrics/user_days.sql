-- grain: one row per customer, user and day with at least one event
-- key: day, customer_id, user_id
-- meaning: what being active means; the empty customer_id holds the users no
--   customer could be found for.
SELECT day, coalesce(customer_id, '') AS customer_id, user_id, count(*) AS events
FROM core.usage_events
WHERE user_id IS NOT NULL
GROUP BY day, coalesce(customer_id, ''), user_id

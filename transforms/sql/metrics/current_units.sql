-- grain: one row per customer that has ever had a contract or a charge
-- key: customer_id
-- meaning: the account it counts as today, for tables that follow customers through
--   their whole history: merged accounts are one from their beginning.
SELECT u.customer_id, u.unit_id
FROM metrics.customer_units u
JOIN (SELECT max(month) AS month FROM metrics.month_levels) l ON l.month = u.month

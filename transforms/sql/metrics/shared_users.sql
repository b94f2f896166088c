-- grain: one row per user seen in more than one customer
-- key: user_id
-- meaning: the few people a total must not count twice. All others can be counted
--   per customer and added up, which keeps rolling distinct counts cheap.
SELECT user_id
FROM metrics.users
GROUP BY user_id
HAVING count(*) > 1

-- grain: one row per customer, user and day with at least one event that counts
-- key: day, customer_id, user_id
-- sorted: no
-- meaning: what being active means: events that make active, of users who are not
--   ours. The empty customer_id holds the users no customer could be found for.
WITH counted AS (
  SELECT u.day, coalesce(u.customer_id, '') AS customer_id, u.user_id, count(*) AS events
  FROM core.usage_events u
  JOIN metrics.event_kinds k ON k.event = u.event AND k.is_active
  WHERE u.user_id IS NOT NULL
  GROUP BY u.day, coalesce(u.customer_id, ''), u.user_id
),
ignored AS (
  SELECT DISTINCT c.user_id
  FROM counted c
  JOIN metrics.name_patterns p ON p.rule = 'ignored_user' AND c.user_id LIKE p.pattern ESCAPE '\'
)
SELECT c.day, c.customer_id, c.user_id, c.events
FROM counted c
LEFT JOIN ignored i ON i.user_id = c.user_id
WHERE i.user_id IS NULL

-- severity: warn
-- source: usage
-- meaning: usage events that name no account we know and come from no domain we know
-- total: metrics.customer_events.events
SELECT
  coalesce(email_domain(user_id), 'without e-mail') AS key,
  count(*) AS failed,
  CAST(count(*) AS VARCHAR) || ' events of ' || CAST(count(DISTINCT user_id) AS VARCHAR) || ' users' AS detail
FROM core.usage_events
WHERE customer_id IS NULL
GROUP BY email_domain(user_id)

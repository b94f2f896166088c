-- grain: one row per customer, source and name of an event
-- key: customer_id, source, event
-- meaning: all that is asked of single events but their users, taken in one pass. The
--   empty customer_id holds those no customer could be found for.
-- check: not_null(event)
SELECT
  coalesce(customer_id, '') AS customer_id, source, event,
  count(*) AS events, min(day) AS first_day, max(day) AS last_day, min(occurred_at) AS first_at
FROM core.usage_events
GROUP BY coalesce(customer_id, ''), source, event

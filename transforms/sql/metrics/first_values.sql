-- grain: one row per customer with use
-- key: customer_id
-- meaning: the first day on which anybody of the customer was active, and the first
--   on which one of the events of the setting first_value_events happened.
WITH logins AS (
  SELECT customer_id, min(day) AS first_login_on
  FROM metrics.customer_days
  WHERE customer_id <> ''
  GROUP BY customer_id
),
shown AS (
  SELECT e.customer_id, min(e.first_day) AS first_value_on, min_by(e.event, ROW(e.first_at, e.event)) AS first_value_event
  FROM metrics.customer_events e
  JOIN metrics.event_kinds k ON k.event = e.event AND k.is_first_value
  WHERE e.customer_id <> ''
  GROUP BY e.customer_id
)
SELECT
  coalesce(l.customer_id, v.customer_id) AS customer_id,
  l.first_login_on, v.first_value_on, v.first_value_event
FROM logins l
FULL JOIN shown v ON v.customer_id = l.customer_id

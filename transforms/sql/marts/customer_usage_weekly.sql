-- grain: one row per customer and week since the customer's first event
-- key: customer_id, week_start
-- meaning: weeks begin on Monday; the running week ends at the as-of day.
-- check: not_null(customer_id, week_start, active_users, events, active_days)
WITH people AS (
  SELECT customer_id, week_of(day) AS week_start, user_id
  FROM metrics.user_days
  WHERE customer_id <> ''
  GROUP BY customer_id, week_of(day), user_id
),
users AS (
  SELECT customer_id, week_start, count(*) AS active_users FROM people GROUP BY customer_id, week_start
),
days AS (
  SELECT customer_id, week_of(day) AS week_start, sum_int(events) AS events, count(*) AS active_days
  FROM metrics.customer_days
  GROUP BY customer_id, week_of(day)
),
weeks AS (
  SELECT u.customer_id, u.week_start, u.active_users, d.events, d.active_days
  FROM users u
  JOIN days d ON d.customer_id = u.customer_id AND d.week_start = u.week_start
),
grid AS (
  SELECT f.customer_id, CAST(spine.day AS DATE) AS week_start
  FROM (SELECT customer_id, min(week_start) AS first_week FROM weeks GROUP BY customer_id) f
  CROSS JOIN core.settings s
  CROSS JOIN UNNEST(generate_series(f.first_week, s.as_of, INTERVAL 7 DAY)) AS spine(day)
)
SELECT
  g.customer_id, g.week_start,
  coalesce(w.active_users, 0) AS active_users,
  coalesce(w.events, 0) AS events,
  coalesce(w.active_days, 0) AS active_days,
  add_days(g.week_start, 6) <= s.as_of AS is_complete
FROM grid g
CROSS JOIN core.settings s
LEFT JOIN weeks w ON w.customer_id = g.customer_id AND w.week_start = g.week_start

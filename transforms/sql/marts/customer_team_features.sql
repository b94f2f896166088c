-- grain: one row per customer, quarter of a review, team of the customer and feature of its plan
-- key: customer_id, period_start, team, feature
-- meaning: how many people of the team used the feature in the quarter's thirteen
--   weeks, how many were active at all, and how many there are. Only where a file
--   names the teams, and of the last complete quarter and the running one.
-- check: not_null(first_week, last_week, members, team_active, active_users)
-- check: expression(active_users <= members AND team_active <= members)
WITH people AS (
  SELECT DISTINCT customer_id, team, user_id FROM core.user_teams WHERE customer_id IS NOT NULL AND team IS NOT NULL
),
teams AS (
  SELECT customer_id, team, count(DISTINCT user_id) AS members FROM people GROUP BY customer_id, team
),
came AS (
  SELECT p.customer_id, q.period_start, p.team, count(DISTINCT p.user_id) AS people
  FROM people p
  JOIN metrics.user_days d ON d.customer_id = p.customer_id AND d.user_id = p.user_id
  JOIN metrics.review_quarters q ON d.day >= q.first_week AND d.day <= add_days(q.last_week, 6)
  GROUP BY p.customer_id, q.period_start, p.team
),
used AS (
  SELECT p.customer_id, q.period_start, p.team, e.feature, count(DISTINCT p.user_id) AS people
  FROM people p
  JOIN metrics.feature_events e ON e.customer_id = p.customer_id AND e.user_id = p.user_id
  JOIN metrics.review_quarters q ON e.day >= q.first_week AND e.day <= add_days(q.last_week, 6)
  GROUP BY p.customer_id, q.period_start, p.team, e.feature
)
SELECT
  t.customer_id, q.period_start, t.team, f.feature, q.first_week, q.last_week, t.members,
  coalesce(c.people, 0) AS team_active, coalesce(u.people, 0) AS active_users
FROM teams t
CROSS JOIN metrics.review_quarters q
JOIN marts.customer_features f ON f.customer_id = t.customer_id AND f.in_plan
LEFT JOIN came c ON c.customer_id = t.customer_id AND c.period_start = q.period_start AND c.team = t.team
LEFT JOIN used u ON u.customer_id = t.customer_id AND u.period_start = q.period_start AND u.team = t.team AND u.feature = f.feature

-- grain: one row per customer with usage in the quarter's weeks or those before
-- key: customer_id
-- meaning: of the quarter's thirteen weeks and of the thirteen before: actions, days
--   with activity, and people active in an average week of the last four. Null where a
--   week is not known; known_weeks are those of the quarter that are.
WITH weeks AS (
  SELECT
    w.customer_id, w.active_users, w.events, w.active_days,
    CAST(floor((q.last_week - w.week_start) / 7.0) AS INTEGER) AS age
  FROM marts.customer_usage_weekly w
  CROSS JOIN metrics.review_period q
  WHERE w.week_start BETWEEN add_days(q.first_week, -7 * 13) AND q.last_week
),
summed AS (
  SELECT
    customer_id,
    count(CASE WHEN age < 13 THEN 1 END) AS known_weeks,
    count(CASE WHEN age >= 13 THEN 1 END) AS weeks_before,
    count(CASE WHEN age < 4 THEN 1 END) AS last_weeks,
    count(CASE WHEN age BETWEEN 13 AND 16 THEN 1 END) AS last_weeks_before,
    sum_int(CASE WHEN age < 13 THEN events ELSE 0 END) AS actions,
    sum_int(CASE WHEN age >= 13 THEN events ELSE 0 END) AS actions_before,
    sum_int(CASE WHEN age < 13 THEN active_days ELSE 0 END) AS days,
    sum_int(CASE WHEN age >= 13 THEN active_days ELSE 0 END) AS days_before,
    sum_int(CASE WHEN age < 4 THEN active_users ELSE 0 END) AS people,
    sum_int(CASE WHEN age BETWEEN 13 AND 16 THEN active_users ELSE 0 END) AS people_before
  FROM weeks
  GROUP BY customer_id
)
SELECT
  customer_id, known_weeks, weeks_before,
  CASE WHEN known_weeks = 13 THEN actions END AS actions,
  CASE WHEN weeks_before = 13 THEN actions_before END AS actions_before,
  CASE WHEN known_weeks = 13 THEN days END AS days,
  CASE WHEN weeks_before = 13 THEN days_before END AS days_before,
  CASE WHEN last_weeks = 4 THEN people / 4.0 END AS people,
  CASE WHEN last_weeks_before = 4 THEN people_before / 4.0 END AS people_before
FROM summed

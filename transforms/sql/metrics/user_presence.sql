-- grain: one row per customer, user, measure (wau, mau) and stretch of days
-- key: measure, user_number, from_day
-- sorted: no
-- meaning: the days [from_day, to_day) on which the user counts as active in the
--   trailing window of the measure. A user seen on day d counts until d + window;
--   stretches that touch are one, so rolling distinct counts need no self-join.
WITH measures AS (
  SELECT 'wau' AS measure, wau_days AS days FROM core.settings
  UNION ALL
  SELECT 'mau', mau_days FROM core.settings
),
gaps AS (
  SELECT
    n.user_number, d.day,
    days_between(lag(d.day) OVER (PARTITION BY n.user_number ORDER BY d.day), d.day) AS gap_before,
    days_between(d.day, lead(d.day) OVER (PARTITION BY n.user_number ORDER BY d.day)) AS gap_after
  FROM metrics.user_days d
  JOIN metrics.users n ON n.customer_id = d.customer_id AND n.user_id = d.user_id
),
edges AS (
  SELECT
    m.measure, m.days, g.user_number, g.day,
    g.gap_before IS NULL OR g.gap_before > m.days AS opens,
    g.gap_after IS NULL OR g.gap_after > m.days AS closes
  FROM gaps g
  CROSS JOIN measures m
  WHERE g.gap_before IS NULL OR g.gap_before > m.days OR g.gap_after IS NULL OR g.gap_after > m.days
),
paired AS (
  SELECT
    measure, days, user_number, day, opens, closes,
    lead(day) OVER (PARTITION BY measure, user_number ORDER BY day) AS next_edge
  FROM edges
)
SELECT
  measure, user_number,
  day AS from_day,
  add_days(CASE WHEN closes THEN day ELSE next_edge END, days) AS to_day
FROM paired
WHERE opens

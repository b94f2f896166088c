-- grain: one row per customer, user, measure (wau, mau) and stretch of days
-- key: measure, customer_id, user_id, from_day
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
    customer_id, user_id, day,
    days_between(lag(day) OVER (PARTITION BY customer_id, user_id ORDER BY day), day) AS gap_before,
    days_between(day, lead(day) OVER (PARTITION BY customer_id, user_id ORDER BY day)) AS gap_after
  FROM metrics.user_days
),
edges AS (
  SELECT
    m.measure, m.days, g.customer_id, g.user_id, g.day,
    g.gap_before IS NULL OR g.gap_before > m.days AS opens,
    g.gap_after IS NULL OR g.gap_after > m.days AS closes
  FROM gaps g
  CROSS JOIN measures m
  WHERE g.gap_before IS NULL OR g.gap_before > m.days OR g.gap_after IS NULL OR g.gap_after > m.days
),
paired AS (
  SELECT
    measure, days, customer_id, user_id, day, opens, closes,
    lead(day) OVER (PARTITION BY measure, customer_id, user_id ORDER BY day) AS next_edge
  FROM edges
)
SELECT
  measure, customer_id, user_id,
  day AS from_day,
  add_days(CASE WHEN closes THEN day ELSE next_edge END, days) AS to_day
FROM paired
WHERE opens

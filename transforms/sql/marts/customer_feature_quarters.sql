-- grain: one row per customer, quarter of a review and feature used in it or before
-- key: customer_id, period_start, feature
-- meaning: uses (events) in the quarter's thirteen weeks, from first_week to the end of
--   last_week, by how many people, and in the thirteen weeks before. Only of the last
--   complete quarter and the running one.
-- check: not_null(first_week, last_week, active_users, uses, previous_uses)
WITH days AS (
  SELECT q.period_start, q.first_week, q.last_week, CAST(spine.day AS DATE) AS day
  FROM metrics.review_quarters q
  CROSS JOIN UNNEST(generate_series(add_days(q.first_week, -7 * 13), add_days(q.last_week, 6), INTERVAL 1 DAY)) AS spine(day)
)
SELECT
  e.customer_id, d.period_start, e.feature, d.first_week, d.last_week,
  count(DISTINCT CASE WHEN e.day >= d.first_week THEN e.user_id END) AS active_users,
  sum_int(CASE WHEN e.day >= d.first_week THEN e.uses ELSE 0 END) AS uses,
  sum_int(CASE WHEN e.day >= d.first_week THEN 0 ELSE e.uses END) AS previous_uses
FROM metrics.feature_events e
JOIN days d ON d.day = e.day
GROUP BY e.customer_id, d.period_start, e.feature, d.first_week, d.last_week

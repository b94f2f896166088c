-- grain: one row per reference day and customer paying at its end
-- key: day, customer_id
-- meaning: the columns of marts.usage. A customer without events counts 0 where
--   the tracker sends events of others, null where no tracker is connected. trend
--   compares active user-days of the last window with the window before it.
WITH windows AS (
  SELECT
    r.day, u.customer_id,
    count(DISTINCT CASE WHEN u.day = r.day THEN u.user_id END) AS dau,
    count(DISTINCT CASE WHEN u.day > add_days(r.day, -s.wau_days) THEN u.user_id END) AS wau,
    count(DISTINCT CASE WHEN u.day > add_days(r.day, -s.mau_days) THEN u.user_id END) AS mau,
    count(DISTINCT CASE WHEN u.day > add_days(r.day, -s.mau_days) THEN u.day END) AS active_days,
    sum_int(CASE WHEN u.day > add_days(r.day, -s.mau_days) THEN 1 ELSE 0 END) AS user_days,
    sum_int(CASE WHEN u.day > add_days(r.day, -s.mau_days) THEN 0 ELSE 1 END) AS previous_user_days
  FROM metrics.reference_days r
  CROSS JOIN core.settings s
  JOIN metrics.user_days u ON u.day > add_days(r.day, -2 * s.mau_days) AND u.day <= r.day
  GROUP BY r.day, u.customer_id
),
plan_features AS (
  SELECT DISTINCT c.day, c.customer_id, f.feature
  FROM metrics.customer_states c
  JOIN core.features f ON f.plan = '*' OR lower(f.plan) = lower(c.plan)
),
used_features AS (
  SELECT r.day, e.customer_id, e.feature
  FROM metrics.reference_days r
  CROSS JOIN core.settings s
  JOIN metrics.feature_events e ON e.day > add_days(r.day, -s.feature_window_days) AND e.day <= r.day
  GROUP BY r.day, e.customer_id, e.feature, s.feature_min_uses
  HAVING sum(e.uses) >= s.feature_min_uses
),
breadth AS (
  SELECT p.day, p.customer_id, ratio(count(u.feature), count(*)) AS adoption_breadth
  FROM plan_features p
  LEFT JOIN used_features u ON u.day = p.day AND u.customer_id = p.customer_id AND u.feature = p.feature
  GROUP BY p.day, p.customer_id
),
counted AS (
  SELECT
    c.day, c.customer_id, c.seats, c.first_paid_on, h.first_day, s.mau_days,
    h.first_day IS NOT NULL AND h.first_day <= c.day AS is_tracked,
    coalesce(w.dau, 0) AS dau,
    coalesce(w.wau, 0) AS wau,
    coalesce(w.mau, 0) AS mau,
    coalesce(w.active_days, 0) AS active_days,
    coalesce(w.user_days, 0) AS user_days,
    coalesce(w.previous_user_days, 0) AS previous_user_days,
    b.adoption_breadth
  FROM metrics.customer_states c
  CROSS JOIN core.settings s
  CROSS JOIN metrics.usage_history h
  LEFT JOIN windows w ON w.day = c.day AND w.customer_id = c.customer_id
  LEFT JOIN breadth b ON b.day = c.day AND b.customer_id = c.customer_id
)
SELECT
  day, customer_id, seats,
  CASE WHEN is_tracked THEN dau END AS dau,
  CASE WHEN is_tracked THEN wau END AS wau,
  CASE WHEN is_tracked THEN mau END AS mau,
  CASE WHEN is_tracked THEN ratio(user_days, mau_days * mau) END AS stickiness,
  CASE WHEN is_tracked THEN active_days END AS active_days,
  CASE WHEN is_tracked THEN ratio(mau, seats) END AS seat_utilisation,
  CASE WHEN is_tracked THEN adoption_breadth END AS adoption_breadth,
  CASE
    WHEN is_tracked AND greatest(first_day, first_paid_on) <= add_days(day, 1 - 2 * mau_days)
      THEN ratio(user_days - previous_user_days, previous_user_days)
  END AS trend,
  is_tracked AND greatest(first_day, first_paid_on) > add_days(day, 1 - mau_days) AS is_warming_up
FROM counted

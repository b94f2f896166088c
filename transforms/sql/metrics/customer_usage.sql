-- grain: one row per reference day and customer paying at its end
-- key: day, customer_id
-- meaning: the columns of marts.usage. A customer without events counts 0 where
--   the tracker sends events of others, null where no tracker is connected. trend
--   compares active user-days of the last window with the window before it.
WITH counted AS (
  SELECT
    c.day, c.customer_id, c.seats, s.mau_days, h.first_day,
    coalesce(h.first_day <= c.day, FALSE) AS is_tracked,
    days_between(greatest(h.first_day, c.first_paid_on), c.day) + 1 AS days_known,
    coalesce(a.dau, 0) AS dau, coalesce(a.wau, 0) AS wau, coalesce(a.mau, 0) AS mau,
    coalesce(a.active_days, 0) AS active_days,
    coalesce(a.user_days, 0) AS user_days,
    coalesce(a.previous_user_days, 0) AS previous_user_days,
    a.login_frequency, a.login_frequency_median,
    f.plan_features, f.used_features, f.adoption_breadth, f.adoption_depth
  FROM metrics.customer_states c
  CROSS JOIN core.settings s
  CROSS JOIN metrics.usage_history h
  LEFT JOIN metrics.customer_activity a ON a.day = c.day AND a.customer_id = c.customer_id
  LEFT JOIN metrics.feature_adoption f ON f.day = c.day AND f.customer_id = c.customer_id
)
SELECT
  day, customer_id, seats, is_tracked,
  CASE WHEN is_tracked THEN dau END AS dau,
  CASE WHEN is_tracked THEN wau END AS wau,
  CASE WHEN is_tracked THEN mau END AS mau,
  CASE WHEN is_tracked THEN user_days END AS user_days,
  CASE WHEN is_tracked THEN previous_user_days END AS previous_user_days,
  CASE WHEN is_tracked THEN ratio(user_days, mau_days * mau) END AS stickiness,
  CASE WHEN is_tracked THEN ratio(dau, mau) END AS stickiness_of_day,
  CASE WHEN is_tracked THEN active_days END AS active_days,
  login_frequency, login_frequency_median,
  CASE WHEN is_tracked THEN ratio(mau, seats) END AS seat_utilisation,
  is_tracked AND coalesce(seats, 0) > 0 AND mau > seats AS is_over_seats,
  plan_features, CASE WHEN is_tracked THEN used_features END AS used_features,
  CASE WHEN is_tracked THEN adoption_breadth END AS adoption_breadth,
  CASE WHEN is_tracked THEN adoption_depth END AS adoption_depth,
  CASE WHEN is_tracked AND days_known >= 2 * mau_days THEN ratio(user_days - previous_user_days, previous_user_days) END AS trend,
  is_tracked AND days_known < mau_days AS is_warming_up,
  CASE
    WHEN NOT is_tracked THEN 'no_tracker'
    WHEN days_known < 2 * mau_days THEN 'too_young'
    WHEN previous_user_days = 0 THEN 'no_use_before'
  END AS trend_reason
FROM counted

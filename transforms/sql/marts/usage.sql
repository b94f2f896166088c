-- grain: one row per customer paying at the as-of day
-- key: as_of, customer_id
-- meaning: distinct active users of the last day, 7 days and 28 days, and what
--   follows from them. Null where no usage tracker is connected; 0 where others
--   have events and this customer has none. is_over_seats: more active users than
--   seats, a sign for expansion. login_frequency is the days an active user was
--   active, mean and median.
-- check: not_null(as_of, customer_id, is_over_seats, is_warming_up)
-- check: references(customer_id, core.customers.customer_id)
-- check: expression(dau IS NULL OR (dau <= wau AND wau <= mau))
-- check: expression(adoption_breadth IS NULL OR adoption_breadth BETWEEN 0 AND 1)
-- check: expression(adoption_depth IS NULL OR adoption_depth BETWEEN 0 AND 1)
-- check: expression(stickiness IS NULL OR stickiness BETWEEN 0 AND 1)
SELECT
  day AS as_of, customer_id, dau, wau, mau, stickiness, stickiness_of_day, active_days,
  login_frequency, login_frequency_median, seats, seat_utilisation, is_over_seats,
  plan_features, used_features, adoption_breadth, adoption_depth, user_days, previous_user_days, trend, is_warming_up,
  CASE WHEN NOT is_tracked THEN 'no_tracker' END AS reason,
  CASE WHEN NOT is_tracked THEN 'no_tracker' WHEN mau = 0 THEN 'no_active_users' END AS stickiness_reason,
  CASE WHEN NOT is_tracked THEN 'no_tracker' WHEN coalesce(seats, 0) = 0 THEN 'no_seats' END AS seat_reason,
  CASE WHEN NOT is_tracked THEN 'no_tracker' WHEN plan_features IS NULL THEN 'no_plan_features' END AS adoption_reason,
  trend_reason
FROM metrics.customer_usage
WHERE day = (SELECT as_of FROM core.settings)

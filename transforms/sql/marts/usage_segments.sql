-- grain: one row per segment as of the as-of day
-- key: as_of, dimension, segment
-- meaning: product usage of the customers paying then, by the segment they are in.
--   Users are counted per customer, for seats are bought per customer; distinct
--   people are in usage_daily. Rates of several customers are quotients of sums,
--   adoption_breadth is the customers' mean.
-- check: not_null(as_of, dimension, segment, customers)
WITH placed AS (
  SELECT g.dimension, g.segment, u.*
  FROM metrics.customer_usage u
  JOIN core.settings s ON s.as_of = u.day
  JOIN metrics.segment_spans g
    ON g.customer_id = u.customer_id AND g.valid_from <= u.day AND (g.valid_to IS NULL OR g.valid_to > u.day)
),
summed AS (
  SELECT
    dimension, segment,
    count(*) AS customers,
    count(mau) AS tracked_customers,
    sum_int(CASE WHEN mau > 0 THEN 1 ELSE 0 END) AS active_customers,
    sum_int(mau) AS users,
    sum_int(user_days) AS user_days,
    sum_int(CASE WHEN mau IS NOT NULL THEN seats END) AS seats,
    sum_int(CASE WHEN seats > 0 THEN mau END) AS users_with_seats,
    sum_int(CASE WHEN is_over_seats THEN 1 ELSE 0 END) AS customers_over_seats,
    count(adoption_breadth) AS customers_with_features,
    avg(adoption_breadth) AS adoption_breadth,
    count(trend) AS customers_with_trend,
    sum_int(CASE WHEN trend IS NOT NULL THEN user_days END) AS trend_user_days,
    sum_int(CASE WHEN trend IS NOT NULL THEN previous_user_days END) AS previous_user_days
  FROM placed
  GROUP BY dimension, segment
)
SELECT
  s.as_of, v.dimension, v.segment,
  coalesce(u.customers, 0) AS customers,
  coalesce(u.tracked_customers, 0) AS tracked_customers,
  coalesce(u.active_customers, 0) AS active_customers,
  ratio(u.active_customers, u.tracked_customers) AS active_customer_share,
  u.users, u.seats, u.users_with_seats,
  ratio(u.users_with_seats, u.seats) AS seat_utilisation,
  coalesce(u.customers_over_seats, 0) AS customers_over_seats,
  coalesce(u.customers_with_features, 0) AS customers_with_features, u.adoption_breadth,
  ratio(u.user_days, u.users) AS login_frequency,
  coalesce(u.customers_with_trend, 0) AS customers_with_trend,
  u.trend_user_days, u.previous_user_days,
  ratio(u.trend_user_days - u.previous_user_days, u.previous_user_days) AS trend,
  CASE
    WHEN coalesce(u.customers, 0) = 0 THEN 'no_customers'
    WHEN u.tracked_customers = 0 THEN 'no_tracker'
    WHEN coalesce(u.seats, 0) = 0 THEN 'no_seats'
  END AS seat_reason,
  CASE
    WHEN coalesce(u.customers, 0) = 0 THEN 'no_customers'
    WHEN u.tracked_customers = 0 THEN 'no_tracker'
    WHEN u.customers_with_features = 0 THEN 'no_plan_features'
  END AS adoption_reason,
  CASE
    WHEN coalesce(u.customers, 0) = 0 THEN 'no_customers'
    WHEN u.tracked_customers = 0 THEN 'no_tracker'
    WHEN u.customers_with_trend = 0 THEN 'too_young'
  END AS trend_reason
FROM metrics.segment_values v
JOIN core.settings s ON EXISTS (SELECT 1 FROM placed)
LEFT JOIN summed u ON u.dimension = v.dimension AND u.segment = v.segment
WHERE v.has_customers

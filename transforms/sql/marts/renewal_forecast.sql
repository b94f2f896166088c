-- grain: one row per segment: the renewals of the coming window
-- key: span, period_start, dimension, segment
-- meaning: due is all that comes up in (as-of day, as-of day + window]: not yet decided
--   (undecided), renewed ahead, and with notice given. forecast is due by its chances.
--   at_risk is undecided and red, or yellow within 30 days. late, whose date has passed
--   undecided, is a line of its own and in none of these. Segments as of the as-of day.
-- check: not_null(span, period_start, period_end, dimension, segment, due, due_arr, forecast)
-- check: accepted(span, ahead)
-- check: expression(due_arr = undecided_arr + renewed_arr + notice_arr)
-- check: expression(due = undecided + renewed + notice)
-- check: expression(forecast <= due_arr AND at_risk_arr <= undecided_arr)
WITH placed AS (
  SELECT g.dimension, g.segment, r.*
  FROM marts.renewals r
  JOIN metrics.segment_spans g
    ON g.customer_id = r.customer_id AND g.valid_from <= r.as_of AND (g.valid_to IS NULL OR g.valid_to > r.as_of)
),
summed AS (
  SELECT
    dimension, segment,
    sum(CASE WHEN state <> 'late' THEN 1 ELSE 0 END) AS due,
    sum(CASE WHEN state <> 'late' THEN arr END) AS due_arr,
    sum(CASE WHEN state <> 'late' THEN forecast END) AS forecast,
    sum(CASE WHEN state = 'due' THEN 1 ELSE 0 END) AS undecided,
    sum(CASE WHEN state = 'due' THEN arr END) AS undecided_arr,
    sum(CASE WHEN state = 'renewed' THEN 1 ELSE 0 END) AS renewed,
    sum(CASE WHEN state = 'renewed' THEN arr END) AS renewed_arr,
    sum(CASE WHEN state = 'notice' THEN 1 ELSE 0 END) AS notice,
    sum(CASE WHEN state = 'notice' THEN arr END) AS notice_arr,
    sum(CASE WHEN state = 'due' AND (band = 'red' OR (band = 'yellow' AND days <= 30)) THEN 1 ELSE 0 END) AS at_risk,
    sum(CASE WHEN state = 'due' AND (band = 'red' OR (band = 'yellow' AND days <= 30)) THEN arr END) AS at_risk_arr,
    sum(CASE WHEN state = 'late' THEN 1 ELSE 0 END) AS late,
    sum(CASE WHEN state = 'late' THEN arr END) AS late_arr,
    sum(CASE WHEN state <> 'late' AND arr IS NULL THEN 1 ELSE 0 END) AS without_rate
  FROM placed
  GROUP BY dimension, segment
)
SELECT
  'ahead' AS span, add_days(s.as_of, 1) AS period_start, add_days(s.as_of, 1 + s.renewal_window_days) AS period_end,
  v.dimension, v.segment,
  CAST(coalesce(u.due, 0) AS BIGINT) AS due, money(coalesce(u.due_arr, 0)) AS due_arr,
  money(coalesce(u.forecast, 0)) AS forecast,
  ratio(u.forecast, u.due_arr) AS forecast_rate,
  CAST(coalesce(u.undecided, 0) AS BIGINT) AS undecided, money(coalesce(u.undecided_arr, 0)) AS undecided_arr,
  CAST(coalesce(u.renewed, 0) AS BIGINT) AS renewed, money(coalesce(u.renewed_arr, 0)) AS renewed_arr,
  CAST(coalesce(u.notice, 0) AS BIGINT) AS notice, money(coalesce(u.notice_arr, 0)) AS notice_arr,
  CAST(coalesce(u.at_risk, 0) AS BIGINT) AS at_risk, money(coalesce(u.at_risk_arr, 0)) AS at_risk_arr,
  CAST(coalesce(u.late, 0) AS BIGINT) AS late, money(coalesce(u.late_arr, 0)) AS late_arr,
  CAST(coalesce(u.without_rate, 0) AS BIGINT) AS without_rate,
  CASE WHEN coalesce(u.due, 0) = 0 THEN 'nothing_due' WHEN u.due_arr IS NULL THEN 'no_exchange_rate' END AS reason
FROM metrics.segment_values v
JOIN core.settings s ON EXISTS (SELECT 1 FROM core.subscription_periods)
LEFT JOIN summed u ON u.dimension = v.dimension AND u.segment = v.segment
WHERE v.has_customers

-- grain: one row per customer that ever paid
-- key: customer_id
-- meaning: the way from the start to first value. Value before the start counts as
--   day 0. Who has not reached it has been watched for age_days, churned or not: a
--   customer that left without value has not got it. Where the start lies before
--   the tracking, value may have come unseen: is_known is false and reason says why.
WITH begun AS (
  SELECT
    f.customer_id, s.as_of, f.first_paid_on,
    CASE WHEN s.first_value_start = 'first_login' THEN v.first_login_on ELSE f.first_paid_on END AS started_on,
    v.first_value_on, v.first_value_event,
    CASE
      WHEN len(s.first_value_events) = 0 THEN 'no_value_event'
      WHEN h.first_day IS NULL OR h.first_day > s.as_of THEN 'no_tracker'
      WHEN f.first_paid_on < h.first_day THEN 'started_before_tracking'
      WHEN s.first_value_start = 'first_login' AND v.first_login_on IS NULL THEN 'not_started'
    END AS reason
  FROM metrics.first_payments f
  CROSS JOIN core.settings s
  CROSS JOIN metrics.usage_history h
  LEFT JOIN metrics.first_values v ON v.customer_id = f.customer_id
)
SELECT
  b.customer_id, b.started_on, b.reason IS NULL AS is_known, b.reason,
  b.first_value_on, b.first_value_event,
  b.reason IS NULL AND b.first_value_on IS NOT NULL AS is_reached,
  coalesce(b.reason IS NULL AND b.first_value_on < b.started_on, FALSE) AS is_before_start,
  CASE WHEN b.reason IS NULL THEN not_negative(days_between(b.started_on, b.first_value_on)) END AS ttv_days,
  days_between(b.started_on, b.as_of) AS age_days,
  c.customer_id IS NOT NULL AS paying
FROM begun b
LEFT JOIN metrics.customer_states c ON c.day = b.as_of AND c.customer_id = b.customer_id

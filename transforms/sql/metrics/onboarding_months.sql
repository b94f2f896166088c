-- grain: one row per month and measure of onboarding that has a value
-- key: metric, month
-- meaning: what the onboarding marts say by quarter, by month: onboarding_completion
--   of the customers whose target day lies in it, value_within_30_days of those that
--   started in it, once all of them are that old.
WITH targets AS (
  SELECT o.customer_id, o.completed_on, month_of(o.target_on) AS month
  FROM marts.onboarding o
  WHERE o.target_on IS NOT NULL AND o.mandatory_steps > 0
),
starts AS (
  SELECT o.customer_id, o.ttv_days, month_of(o.started_on) AS month
  FROM marts.onboarding o
  WHERE o.started_on IS NOT NULL AND o.value_state <> 'unknown'
)
SELECT 'onboarding_completion' AS metric, t.month, ratio(count(t.completed_on), count(*)) AS value
FROM targets t
JOIN core.settings s ON add_months(t.month, 1) <= add_days(s.as_of, 1)
GROUP BY t.month
UNION ALL
SELECT 'value_within_30_days', b.month, ratio(sum_int(CASE WHEN b.ttv_days <= 30 THEN 1 ELSE 0 END), count(*))
FROM starts b
JOIN core.settings s ON add_days(add_months(b.month, 1), 29) <= s.as_of
GROUP BY b.month

-- grain: one row per span, segment and period in which onboardings were to be over
-- key: span, period_start, dimension, segment
-- meaning: of the customers whose target day has passed, those with every mandatory
--   step done, and those who had them done by that day.
-- check: not_null(span, period_start, period_end, dimension, segment, due, completed)
-- check: accepted(span, quarter, trailing)
-- check: expression(on_time <= completed AND completed <= due)
SELECT
  span, period_start, period_end, dimension, segment,
  count(*) AS due,
  count(completed_on) AS completed,
  sum_int(CASE WHEN completed_on <= target_on THEN 1 ELSE 0 END) AS on_time,
  ratio(count(completed_on), count(*)) AS completion,
  ratio(sum_int(CASE WHEN completed_on <= target_on THEN 1 ELSE 0 END), count(*)) AS on_time_share
FROM metrics.onboarding_targets
GROUP BY span, period_start, period_end, dimension, segment

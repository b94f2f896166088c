-- grain: one row per month of the MRR history
-- key: month
-- meaning: from the first month with MRR to the as-of month. month_end is the day
--   whose end is the month's level: its last day, or the as-of day in the running month.
WITH first_paid AS (
  SELECT min(start_date) AS day FROM core.subscription_periods WHERE mrr > 0
)
SELECT
  CAST(spine.month AS DATE) AS month,
  least(month_last_day(CAST(spine.month AS DATE)), s.as_of) AS month_end,
  month_last_day(CAST(spine.month AS DATE)) <= s.as_of AS is_complete
FROM core.settings s
CROSS JOIN first_paid f
CROSS JOIN UNNEST(generate_series(month_of(f.day), month_of(s.as_of), INTERVAL 1 MONTH)) AS spine(month)

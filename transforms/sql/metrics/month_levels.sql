-- grain: one row per month of the MRR history
-- key: month
-- meaning: core.months with the day whose end is the month's level, the month
--   before (null for the first), and whether it is the first month of all data.
SELECT
  m.month,
  m.month_end AS level_day,
  m.is_complete,
  lag(m.month) OVER (ORDER BY m.month) AS previous_month,
  lag(m.month) OVER (ORDER BY m.month) IS NULL AS is_first
FROM core.months m

-- grain: one row per retention period and span
-- key: span, period_start
-- meaning: complete months, complete fiscal quarters and, at each complete month's
--   end with twelve months of history, the twelve months before it. The cohort
--   pays at the end of start_month (before the period), and is seen again at the
--   end of end_month.
WITH complete AS (
  SELECT month FROM core.months WHERE is_complete
),
history AS (
  SELECT min(month) AS first_month FROM core.months
),
windows AS (
  SELECT 'month' AS span, month AS period_start, add_months(month, 1) AS period_end FROM complete
  UNION ALL
  SELECT 'quarter', quarter_start(month), add_months(month, 1)
  FROM complete
  WHERE add_months(quarter_start(month), 2) = month
  UNION ALL
  SELECT 'ttm', add_months(c.month, -11), add_months(c.month, 1)
  FROM complete c
  CROSS JOIN history h
  WHERE add_months(c.month, -12) >= h.first_month
)
SELECT
  span, period_start, period_end,
  add_months(period_start, -1) AS start_month,
  add_months(period_end, -1) AS end_month
FROM windows

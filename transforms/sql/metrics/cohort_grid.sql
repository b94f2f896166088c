-- grain: one row per cohort month and number of months since
-- key: cohort_month, month_number
-- meaning: the whole rectangle from the first complete month to the last; observed
--   is false after the last complete month, where nothing is known yet.
WITH complete AS (
  SELECT month, row_number() OVER (ORDER BY month) - 1 AS place FROM metrics.month_levels WHERE is_complete
),
last AS (
  SELECT max(place) AS place FROM complete
)
SELECT
  c.month AS cohort_month,
  k.place AS month_number,
  c.place + k.place <= l.place AS observed,
  c.place = 0 AS is_opening
FROM complete c
CROSS JOIN complete k
CROSS JOIN last l

-- grain: one row, the quarter that reviews are written of
-- key: period_start
-- meaning: the last complete fiscal quarter. previous_label names the one before: a
--   review is recorded under the quarter it looked back on.
WITH quarter AS (
  SELECT min(period_start) AS period_start, min(first_week) AS first_week, min(last_week) AS last_week
  FROM metrics.review_quarters
),
placed AS (
  SELECT
    period_start, add_months(period_start, -3) AS previous_start, first_week, last_week,
    fiscal_year_start_of(add_months(period_start, -3)) AS year_start
  FROM quarter
)
SELECT
  period_start, add_months(period_start, 3) AS period_end, previous_start, first_week, last_week,
  -- A fiscal year carries the number of the year in which it ends.
  CAST(year(add_months(year_start, 11)) AS VARCHAR) || 'Q'
    || CAST(1 + CAST(floor(date_diff('month', year_start, previous_start) / 3.0) AS INTEGER) AS VARCHAR) AS previous_label
FROM placed

-- grain: one row, the last day that a review of the scorecard looked at
-- key: reviewed_on
-- meaning: the end of the last complete month, quarter, half or year of the fiscal year.
WITH cadence AS (
  SELECT
    add_days(as_of, 1) AS day,
    CASE scorecard_review WHEN 'monthly' THEN 1 WHEN 'half_yearly' THEN 6 WHEN 'yearly' THEN 12 ELSE 3 END AS months
  FROM core.settings
),
placed AS (
  SELECT months, fiscal_year_start_of(day) AS year_start, date_diff('month', fiscal_year_start_of(day), month_of(day)) AS passed
  FROM cadence
)
SELECT add_days(add_months(year_start, CAST(floor(passed / CAST(months AS DOUBLE)) AS INTEGER) * months), -1) AS reviewed_on
FROM placed

-- grain: one row per segment and months since the cohort's
-- key: dimension, segment, month_number
-- meaning: Kaplan-Meier's counts: at_risk had paid without a break until then and
--   are observed in that month, departed do not pay in it for the first time.
--   Customers of unknown age are left out; those still paying are censored.
WITH last AS (
  SELECT max(month) AS month FROM metrics.month_levels WHERE is_complete
),
numbered AS (
  SELECT customer_id, month_number, row_number() OVER (PARTITION BY customer_id ORDER BY month_number) - 1 AS place
  FROM metrics.cohort_months
),
-- Months paid without a break: the months whose number is their place.
lives AS (
  SELECT customer_id, count(*) AS months
  FROM numbered
  WHERE month_number = place
  GROUP BY customer_id
),
members AS (
  SELECT g.dimension, g.segment, v.months, date_diff('month', g.cohort_month, l.month) >= v.months AS departed
  FROM metrics.cohort_segments g
  JOIN lives v ON v.customer_id = g.customer_id
  CROSS JOIN last l
  WHERE NOT g.is_opening
),
ends AS (
  SELECT dimension, segment, months, count(*) AS customers, count(CASE WHEN departed THEN 1 END) AS departed
  FROM members
  GROUP BY dimension, segment, months
),
risks AS (
  SELECT
    dimension, segment, months, departed, customers,
    sum(customers) OVER (PARTITION BY dimension, segment ORDER BY months DESC) AS lived_so_long
  FROM ends
)
-- Observed in month k are those who lived past it, and those who departed in it.
SELECT
  dimension, segment, months AS month_number,
  CAST(lived_so_long - customers + departed AS BIGINT) AS at_risk,
  departed
FROM risks

-- grain: one row per span, segment and day number on which somebody reached value
-- key: span, period_start, dimension, segment, day_number
-- meaning: Kaplan and Meier's estimate of the share that has not reached value by
--   the end of that day. at_risk are those seen that long without it; who has not
--   reached it is at risk up to its own age.
WITH days AS (
  SELECT
    span, period_start, dimension, segment, days_seen,
    count(*) AS customers, sum_int(CASE WHEN is_reached THEN 1 ELSE 0 END) AS reached
  FROM metrics.value_cohorts
  WHERE is_known
  GROUP BY span, period_start, dimension, segment, days_seen
),
exposed AS (
  SELECT
    d.*,
    CAST(sum(customers) OVER (
      PARTITION BY span, period_start, dimension, segment ORDER BY days_seen DESC
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS BIGINT) AS at_risk
  FROM days d
),
steps AS (
  SELECT e.*, CASE WHEN reached < at_risk THEN ln(1 - ratio(reached, at_risk)) END AS log_share
  FROM exposed e
  WHERE reached > 0
)
-- Where all at risk reach it at once the share is 0, which has no logarithm.
SELECT
  span, period_start, dimension, segment, days_seen AS day_number, at_risk, reached,
  CASE WHEN reached = at_risk THEN 0.0 ELSE round(exp(sum(log_share) OVER (
    PARTITION BY span, period_start, dimension, segment ORDER BY days_seen
    ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
  )), 12) END AS waiting_share
FROM steps

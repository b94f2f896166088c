-- grain: one row per link of the strategy map that is tested, and month of its driver
-- key: link, month
-- meaning: the driver's value of a month beside the outcome's so many months later,
--   and the ranks of both within the link; equal values share the mean of their ranks.
WITH pairs AS (
  SELECT l.place AS link, a.month, a.value AS from_value, b.value AS to_value
  FROM core.strategy_links l
  JOIN metrics.kpi_months a ON a.metric = l.from_measure
  JOIN metrics.kpi_months b ON b.metric = l.to_measure AND b.month = add_months(a.month, l.lag_months)
  WHERE l.kind <> 'arithmetic'
)
SELECT
  link, month, from_value, to_value,
  rank() OVER (PARTITION BY link ORDER BY from_value) + (count(*) OVER (PARTITION BY link, from_value) - 1) / 2.0 AS from_rank,
  rank() OVER (PARTITION BY link ORDER BY to_value) + (count(*) OVER (PARTITION BY link, to_value) - 1) / 2.0 AS to_rank
FROM pairs

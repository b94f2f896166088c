-- grain: one row per KPI of the scorecard with a value
-- key: as_of, kpi
-- meaning: under which id the value on the scorecard can be explained: the newest
--   figure of all customers that is the same.
-- check: not_null(as_of, kpi, figure_id)
WITH named AS (
  SELECT as_of, kpi, actual, CASE kpi WHEN 'first_reply_p50' THEN 'first_reply_time' ELSE kpi END AS metric
  FROM marts.scorecard
),
found AS (
  SELECT
    s.as_of, s.kpi, f.figure_id,
    row_number() OVER (PARTITION BY s.kpi ORDER BY f.period_end DESC, CASE f.span WHEN 'month' THEN 2 WHEN 'quarter' THEN 2 ELSE 1 END, f.figure_id) AS place
  FROM named s
  JOIN marts.figures f
    -- Without answers about events, satisfaction is that of the relationship.
    ON f.metric IN (s.metric, s.metric || '_relationship') AND f.customer_id IS NULL AND coalesce(f.dimension, 'all') = 'all'
  WHERE abs(f.value - s.actual) < 0.000000001
)
SELECT as_of, kpi, figure_id
FROM found
WHERE place = 1

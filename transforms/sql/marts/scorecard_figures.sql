-- grain: one row per KPI of the scorecard with a value
-- key: as_of, kpi
-- meaning: under which id the value on the scorecard can be explained: the figure of
--   all customers that the KPI's own model takes it from.
-- check: not_null(as_of, kpi, figure_id)
SELECT s.as_of, s.kpi, f.figure_id
FROM marts.scorecard s
JOIN metrics.kpi_values v ON v.kpi = s.kpi
JOIN marts.figures f ON f.metric = v.metric AND f.span = v.span AND f.period_start = v.period_start
WHERE s.actual IS NOT NULL AND f.customer_id IS NULL AND coalesce(f.dimension, 'all') = 'all'

-- grain: one row per KPI with a figure
-- key: kpi
-- meaning: the figure the KPI shows, as its evidence is asked for it.
SELECT
  f.kpi, f.metric, f.area, f.span, f.period_start, f.period_end, least(add_days(f.period_end, -1), s.as_of) AS last_day,
  f.dimension, f.segment, CAST(NULL AS VARCHAR) AS customer_id, s.as_of
FROM metrics.kpi_figures f
CROSS JOIN core.settings s
WHERE f.back = 1

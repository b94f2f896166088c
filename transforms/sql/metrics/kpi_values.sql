-- grain: one row per KPI of the scorecard
-- key: kpi
-- meaning: the value now, and the one before: of the period before, or of the same
--   day and window one month earlier, computed or as a night recorded it. metric, span
--   and period_start say which figure of all customers the value now is.
SELECT
  t.kpi, f.value AS actual,
  CASE WHEN t.span IN ('day', 'trailing') THEN coalesce(m.value, r.actual) ELSE b.value END AS previous,
  f.metric, f.span, f.period_start, f.figure_id, f.n,
  CASE WHEN f.kpi IS NULL THEN 'no_figure' WHEN f.value IS NULL THEN coalesce(f.reason, 'no_value') END AS reason
FROM core.scorecard_targets t
LEFT JOIN metrics.kpi_figures f ON f.kpi = t.kpi AND f.back = 1
LEFT JOIN metrics.kpi_figures b ON b.kpi = t.kpi AND b.back = 2
LEFT JOIN metrics.month_ago m ON m.metric = f.metric
LEFT JOIN metrics.recorded_kpis r ON r.kpi = t.kpi

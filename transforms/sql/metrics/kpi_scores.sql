-- grain: one row per KPI of the scorecard
-- key: kpi
-- meaning: the score is 0 at the floor and 1 at the target, on a straight line
--   whichever of the two is higher, and at most the cap. In a range it is 1 from
--   target to target_to, and falls to 0 at floor and ceiling.
SELECT
  t.kpi, v.actual, v.previous, v.metric, v.span, v.period_start, v.figure_id, v.n, v.reason,
  clamp(round(CASE
    WHEN t.direction <> 'range' THEN ratio(v.actual - t.floor, t.target - t.floor)
    WHEN v.actual < t.target THEN ratio(v.actual - t.floor, t.target - t.floor)
    WHEN v.actual > t.target_to THEN ratio(t.ceiling - v.actual, t.ceiling - t.target_to)
    WHEN v.actual IS NOT NULL THEN 1.0
  END, 12), 0.0, s.scorecard_cap) AS score,
  coalesce(t.green, s.scorecard_green) AS green,
  coalesce(t.yellow, s.scorecard_yellow) AS yellow
FROM core.scorecard_targets t
CROSS JOIN core.settings s
LEFT JOIN metrics.kpi_values v ON v.kpi = t.kpi

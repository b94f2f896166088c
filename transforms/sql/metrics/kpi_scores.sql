-- grain: one row per KPI of the scorecard
-- key: kpi
-- meaning: its value, its score and the scores its status begins at.
SELECT
  t.kpi, v.actual, v.previous, v.metric, v.span, v.period_start, v.figure_id, v.n, v.reason,
  kpi_score(t.direction, v.actual, t.floor, t.target, t.target_to, t.ceiling, s.scorecard_cap) AS score,
  coalesce(t.green, s.scorecard_green) AS green,
  coalesce(t.yellow, s.scorecard_yellow) AS yellow
FROM core.scorecard_targets t
CROSS JOIN core.settings s
LEFT JOIN metrics.kpi_values v ON v.kpi = t.kpi

-- grain: one row per KPI of the helpdesk and moment (actual, previous)
-- key: kpi, moment
-- meaning: trailing window, and the same a month earlier.
WITH windows AS (
  SELECT
    CASE span WHEN 'trailing' THEN 'actual' ELSE 'previous' END AS moment,
    span, period_start, first_reply_minutes_p50, sla_attainment, reopen_rate
  FROM metrics.support
  WHERE dimension = 'all' AND span IN ('trailing', 'previous')
)
SELECT 'first_reply_p50' AS kpi, moment, first_reply_minutes_p50 AS value, 'first_reply_time' AS metric, span, period_start FROM windows
UNION ALL
SELECT 'sla_attainment', moment, sla_attainment, 'sla_attainment', span, period_start FROM windows
UNION ALL
SELECT 'reopen_rate', moment, reopen_rate, 'reopen_rate', span, period_start FROM windows

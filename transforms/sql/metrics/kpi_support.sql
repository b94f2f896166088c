-- grain: one row per KPI of the helpdesk and moment (actual, previous)
-- key: kpi, moment
-- meaning: trailing window, and the same a month earlier.
WITH windows AS (
  SELECT
    CASE span WHEN 'trailing' THEN 'actual' ELSE 'previous' END AS moment,
    first_reply_minutes_p50, sla_attainment, reopen_rate
  FROM metrics.support
  WHERE dimension = 'all' AND span IN ('trailing', 'previous')
)
SELECT 'first_reply_p50' AS kpi, moment, first_reply_minutes_p50 AS value FROM windows
UNION ALL
SELECT 'sla_attainment', moment, sla_attainment FROM windows
UNION ALL
SELECT 'reopen_rate', moment, reopen_rate FROM windows

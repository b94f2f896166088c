-- grain: one row per reporting period, span and topic (survey, support)
-- key: topic, span, period_start
-- meaning: the windows of the survey and support marts. month and quarter (fiscal)
--   run to the as-of day, is_complete tells which are over; trailing is the
--   topic's own window ending at the as-of day; 'previous' is that window one
--   month earlier and only serves the scorecard, 'before' the survey window that
--   ends where the trailing one begins. last_day is the last day known.
WITH topics AS (
  SELECT 'survey' AS topic, as_of, nps_window_days AS days FROM core.settings
  UNION ALL
  SELECT 'support', as_of, support_window_days FROM core.settings
),
quarters AS (
  SELECT DISTINCT quarter_start(month) AS period_start FROM metrics.calendar
),
spans AS (
  SELECT 'month' AS span, month AS period_start, add_months(month, 1) AS period_end FROM metrics.calendar
  UNION ALL
  SELECT 'quarter', period_start, add_months(period_start, 3) FROM quarters
),
windows AS (
  SELECT t.topic, s.span, s.period_start, s.period_end
  FROM topics t
  CROSS JOIN spans s
  UNION ALL
  SELECT topic, 'trailing', add_days(as_of, 1 - days), add_days(as_of, 1) FROM topics
  UNION ALL
  SELECT topic, 'previous', add_days(add_months(as_of, -1), 1 - days), add_days(add_months(as_of, -1), 1) FROM topics
  UNION ALL
  SELECT topic, 'before', add_days(as_of, 1 - 2 * days), add_days(as_of, 1 - days) FROM topics WHERE topic = 'survey'
)
SELECT
  w.topic, w.span, w.period_start, w.period_end,
  least(add_days(w.period_end, -1), s.as_of) AS last_day,
  w.period_end <= add_days(s.as_of, 1) AS is_complete
FROM windows w
CROSS JOIN core.settings s

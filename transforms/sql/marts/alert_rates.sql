-- grain: one row per kind of alert, and one of both
-- key: span, period_start, dimension, segment
-- meaning: of the alerts told in the year up to the as-of day, how many were right and
--   how many somebody answered within 7 days; see marts.alert_history.
-- check: expression(right_alerts <= judged AND judged <= alerts AND in_time <= due)
WITH told AS (
  SELECT h.kind, h.was_right, h.is_due, h.is_in_time
  FROM marts.alert_history h
  JOIN core.settings s ON h.told_on > add_months(s.as_of, -12)
),
grouped AS (
  SELECT 'kind' AS dimension, kind AS segment, was_right, is_due, is_in_time FROM told
  UNION ALL
  SELECT 'all', 'all', was_right, is_due, is_in_time FROM told
),
counted AS (
  SELECT
    dimension, segment,
    count(*) AS alerts, count(was_right) AS judged,
    sum_int(CASE WHEN was_right THEN 1 ELSE 0 END) AS right_alerts,
    sum_int(CASE WHEN is_due THEN 1 ELSE 0 END) AS due,
    sum_int(CASE WHEN is_in_time THEN 1 ELSE 0 END) AS in_time
  FROM grouped
  GROUP BY dimension, segment
)
SELECT
  'trailing' AS span, add_days(add_months(s.as_of, -12), 1) AS period_start, add_days(s.as_of, 1) AS period_end,
  c.dimension, c.segment, c.alerts, c.judged, c.right_alerts,
  ratio(c.right_alerts, c.judged) AS precision,
  CASE WHEN c.judged = 0 THEN 'none_judged' END AS precision_reason,
  c.due, c.in_time,
  ratio(c.in_time, c.due) AS in_time_share,
  CASE WHEN c.due = 0 THEN 'none_due' END AS in_time_reason
FROM counted c
CROSS JOIN core.settings s

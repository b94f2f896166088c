-- grain: one row per month, kind and rule of which alerts went out, and of all its rules
-- key: month, kind, rule
-- meaning: were they right? judged are those somebody judged or whose 90 days decided;
--   precision is right of judged. answered were acknowledged, in_time within 7 days;
--   due were told to readers 7 days ago, or
--   answered. missed, of losses, is
--   how many customers left in the month without any risk alert in the 90 days before.
-- check: expression(right_alerts <= judged AND judged <= alerts)
-- check: expression(missed IS NULL OR missed <= losses)
WITH alerts AS (
  SELECT
    month_of(v.told_on) AS month, v.kind, v.rule, v.was_right, v.answered_on,
    v.is_in_time, v.is_due
  FROM marts.alert_history v
),
grouped AS (
  SELECT * FROM alerts
  UNION ALL
  SELECT month, kind, 'all', was_right, answered_on, is_in_time, is_due FROM alerts
),
counted AS (
  SELECT
    month, kind, rule,
    count(*) AS alerts,
    count(was_right) AS judged,
    sum_int(CASE WHEN was_right THEN 1 ELSE 0 END) AS right_alerts,
    count(answered_on) AS answered,
    sum_int(CASE WHEN is_due THEN 1 ELSE 0 END) AS due,
    sum_int(CASE WHEN is_in_time THEN 1 ELSE 0 END) AS in_time
  FROM grouped
  GROUP BY month, kind, rule
),
missed AS (
  SELECT month_of(lost_on) AS month, 'risk' AS kind, 'all' AS rule, count(*) AS losses, sum_int(CASE WHEN is_missed THEN 1 ELSE 0 END) AS missed
  FROM metrics.missed_losses
  GROUP BY month_of(lost_on)
)
SELECT
  coalesce(c.month, m.month) AS month, coalesce(c.kind, m.kind) AS kind, coalesce(c.rule, m.rule) AS rule,
  coalesce(c.alerts, 0) AS alerts, coalesce(c.judged, 0) AS judged, coalesce(c.right_alerts, 0) AS right_alerts,
  ratio(c.right_alerts, c.judged) AS precision,
  coalesce(c.answered, 0) AS answered, coalesce(c.due, 0) AS due, coalesce(c.in_time, 0) AS in_time,
  ratio(c.in_time, c.due) AS in_time_share,
  m.losses, m.missed,
  CASE WHEN coalesce(c.alerts, 0) = 0 THEN 'no_alerts' WHEN c.judged = 0 THEN 'none_judged' END AS reason
FROM counted c
FULL JOIN missed m ON m.month = c.month AND m.kind = c.kind AND m.rule = c.rule

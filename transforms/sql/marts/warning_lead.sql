-- grain: one row per span and period in which customers were lost
-- key: span, period_start
-- meaning: by the day of notice. seen are the lost with a night recorded before it,
--   warned those that were red by then, lead_days_p50 how many days before.
-- check: not_null(span, period_start, period_end, lost, seen, warned)
-- check: accepted(span, quarter, trailing)
-- check: expression(warned <= seen AND seen <= lost)
WITH placed AS (
  SELECT 'quarter' AS span, quarter_start(signal_on) AS period_start, add_months(quarter_start(signal_on), 3) AS period_end, nights, lead_days
  FROM marts.lead_times
  UNION ALL
  SELECT 'trailing', add_months(add_days(s.as_of, 1), -12), add_days(s.as_of, 1), l.nights, l.lead_days
  FROM marts.lead_times l
  CROSS JOIN core.settings s
  WHERE l.signal_on >= add_months(add_days(s.as_of, 1), -12)
)
SELECT
  span, period_start, period_end, count(*) AS lost,
  sum_int(CASE WHEN nights > 0 THEN 1 ELSE 0 END) AS seen,
  count(lead_days) AS warned,
  ratio(count(lead_days), sum(CASE WHEN nights > 0 THEN 1 ELSE 0 END)) AS warned_share,
  CAST(median(lead_days) AS DOUBLE) AS lead_days_p50,
  CASE WHEN sum(CASE WHEN nights > 0 THEN 1 ELSE 0 END) = 0 THEN 'no_recorded_night' WHEN count(lead_days) = 0 THEN 'never_red' END AS reason
FROM placed
GROUP BY span, period_start, period_end

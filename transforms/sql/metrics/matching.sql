-- grain: one row per moment (actual, previous)
-- key: moment
-- meaning: share of tickets, survey answers and active users whose customer is
--   known, over the trailing window and the same a month earlier. Each kind of
--   record weighs the same; a kind without records is left out.
WITH windows AS (
  SELECT CASE span WHEN 'trailing' THEN 'actual' ELSE 'previous' END AS moment, period_start, last_day
  FROM metrics.periods
  WHERE topic = 'support' AND span IN ('trailing', 'previous')
),
records AS (
  SELECT w.moment, 'tickets' AS record, t.customer_id IS NOT NULL AS is_matched
  FROM windows w
  JOIN metrics.ticket_facts t ON t.created_on BETWEEN w.period_start AND w.last_day
  UNION ALL
  SELECT w.moment, 'answers', r.customer_id IS NOT NULL
  FROM windows w
  JOIN core.survey_responses r ON r.responded_on BETWEEN w.period_start AND w.last_day
  UNION ALL
  SELECT w.moment, 'users', u.customer_id <> ''
  FROM windows w
  JOIN metrics.user_days u ON u.day BETWEEN w.period_start AND w.last_day
  GROUP BY w.moment, u.customer_id, u.user_id
),
shares AS (
  SELECT moment, record, count(CASE WHEN is_matched THEN 1 END) AS matched, count(*) AS records
  FROM records
  GROUP BY moment, record
)
SELECT
  moment, sum_int(matched) AS matched, sum_int(records) AS records,
  round(avg(ratio(matched, records)), 12) AS match_rate
FROM shares
GROUP BY moment

-- grain: one row per pillar of early warning and escalation, level and measured criterion
-- key: pillar, level, fact, unit
-- meaning: what the data show of early warning and of accounts at risk, read as
--   metrics.pillar_facts_value is. A proof is 1 where the back-test of 90
--   days found it of all outcomes, and 0 where nights as known or with hindsight spoke
--   against it.
WITH scored AS (
  SELECT count(score) AS customers, ratio(count(score), count(*)) AS share FROM marts.health
),
dimensions AS (
  SELECT count(DISTINCT CASE WHEN score IS NOT NULL AND dimension_group <> 'opinion' THEN dimension END) AS known FROM marts.health_dimensions
),
alerts AS (
  SELECT ratio(sum(q.in_time), sum(q.due)) AS in_time, sum(q.alerts) AS alerts
  FROM marts.alert_quality q
  JOIN core.settings s ON q.month >= add_months(month_of(s.as_of), -3)
  WHERE q.rule = 'all'
),
proven AS (
  SELECT min(CASE WHEN is_ordered THEN 1.0 WHEN NOT is_ordered THEN 0.0 END) AS is_ordered
  FROM marts.backtest_bands WHERE horizon = 90 AND accounts = 'all' AND kind = 'all'
),
warned AS (
  SELECT max(warned_share) AS share FROM marts.warning_lead WHERE span = 'trailing'
),
urgent AS (
  SELECT
    t.customer_id, count(*) AS tickets, sum_int(CASE WHEN t.state IN ('solved', 'closed') THEN 1 ELSE 0 END) AS solved
  FROM marts.tickets t
  JOIN core.settings s ON t.created_on > add_months(s.as_of, -12)
  WHERE t.priority = 'urgent' AND t.state <> 'deleted'
  GROUP BY t.customer_id
),
escalations AS (
  SELECT ratio(sum(solved), sum(tickets)) AS solved, ratio(sum_int(CASE WHEN tickets = 1 THEN 1 ELSE 0 END), count(*)) AS not_repeated FROM urgent
)
SELECT 'early_warning' AS pillar, 1 AS level, 'customers with a health score' AS fact, 'count' AS unit, CAST(customers AS DOUBLE) AS value, 1.0 AS least FROM scored
UNION ALL SELECT 'early_warning', 2, 'dimensions of the health score with data', 'count', CAST(known AS DOUBLE), 3.0 FROM dimensions
UNION ALL SELECT 'early_warning', 2, 'customers with a health score', 'share', share, 0.7 FROM scored
UNION ALL SELECT 'early_warning', 3, 'alerts of three months answered in time', 'share', in_time, 0.8 FROM alerts
UNION ALL SELECT 'early_warning', 3, 'red lost more than yellow, and yellow more than green, in 90 days', 'proof', is_ordered, 1.0 FROM proven
UNION ALL SELECT 'early_warning', 3, 'lost customers of a year that were red before their notice', 'share', share, 0.5 FROM warned
UNION ALL SELECT 'escalations', 1, 'urgent tickets of a year solved', 'share', solved, 0.8 FROM escalations
UNION ALL SELECT 'escalations', 2, 'alerts of three months answered in time', 'share', in_time, 0.5 FROM alerts
UNION ALL SELECT 'escalations', 3, 'customers with urgent tickets that had only one in a year', 'share', not_repeated, 0.8 FROM escalations

-- grain: one row per reporting period and segment with tickets created
-- key: span, period_start, dimension, segment
-- meaning: first replies and service level of the tickets created in the period.
--   sla_all counts every ticket with a target, judged or not.
WITH placed AS (
  SELECT
    d.span, d.period_start, g.dimension, g.segment,
    t.first_reply_minutes, t.first_reply_minutes_business, t.sla, t.is_overdue
  FROM metrics.ticket_facts t
  JOIN metrics.period_days d ON d.day = t.created_on AND d.topic = 'support'
  JOIN metrics.customer_segments g ON g.day = d.last_day AND g.customer_id = coalesce(t.customer_id, '')
),
grouped AS (
  SELECT
    span, period_start, dimension, segment,
    count(first_reply_minutes) AS first_replies,
    quantile_cont(first_reply_minutes, [0.5, 0.9]) AS minutes,
    avg(CAST(first_reply_minutes AS DECIMAL(18, 6))) AS mean,
    quantile_cont(first_reply_minutes_business, [0.5, 0.9]) AS minutes_business,
    avg(CAST(first_reply_minutes_business AS DECIMAL(18, 6))) AS mean_business,
    count(CASE WHEN sla = 'met' THEN 1 END) AS sla_met,
    count(CASE WHEN sla IN ('met', 'breached') THEN 1 END) AS sla_decided,
    count(CASE WHEN is_overdue THEN 1 END) AS sla_overdue,
    count(CASE WHEN sla <> 'none' THEN 1 END) AS sla_all
  FROM placed
  GROUP BY span, period_start, dimension, segment
)
SELECT
  span, period_start, dimension, segment, first_replies,
  minutes[1] AS p50, minutes[2] AS p90, mean, minutes_business[1] AS p50_business, minutes_business[2] AS p90_business, mean_business,
  sla_met, sla_decided, sla_overdue, sla_all
FROM grouped

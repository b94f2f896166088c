-- grain: one row per reporting period and segment with tickets solved
-- key: span, period_start, dimension, segment
-- meaning: tickets that are solved, by the day of the last solve: full resolution,
--   the requester's wait, and how many were ever reopened, and how often.
WITH placed AS (
  SELECT
    d.span, d.period_start, g.dimension, g.segment, t.reopens,
    t.full_resolution_minutes, t.full_resolution_minutes_business, t.requester_wait_minutes, t.requester_wait_minutes_business
  FROM metrics.ticket_facts t
  JOIN metrics.period_days d ON d.day = t.solved_on AND d.topic = 'support'
  JOIN metrics.customer_segments g ON g.day = d.last_day AND g.customer_id = coalesce(t.customer_id, '')
),
grouped AS (
  SELECT
    span, period_start, dimension, segment,
    count(*) AS solved,
    count(CASE WHEN reopens > 0 THEN 1 END) AS reopened_tickets,
    sum_int(reopens) AS reopens,
    quantile_cont(full_resolution_minutes, [0.5, 0.9]) AS minutes,
    avg(CAST(full_resolution_minutes AS DECIMAL(18, 6))) AS mean,
    quantile_cont(full_resolution_minutes_business, [0.5, 0.9]) AS minutes_business,
    avg(CAST(full_resolution_minutes_business AS DECIMAL(18, 6))) AS mean_business,
    count(requester_wait_minutes) AS waits,
    quantile_cont(requester_wait_minutes, [0.5, 0.9]) AS wait,
    avg(CAST(requester_wait_minutes AS DECIMAL(18, 6))) AS wait_mean,
    quantile_cont(requester_wait_minutes_business, [0.5, 0.9]) AS wait_business,
    avg(CAST(requester_wait_minutes_business AS DECIMAL(18, 6))) AS wait_mean_business
  FROM placed
  GROUP BY span, period_start, dimension, segment
)
SELECT
  span, period_start, dimension, segment, solved, reopened_tickets, reopens,
  minutes[1] AS p50, minutes[2] AS p90, mean, minutes_business[1] AS p50_business, minutes_business[2] AS p90_business, mean_business,
  waits, wait[1] AS wait_p50, wait[2] AS wait_p90, wait_mean,
  wait_business[1] AS wait_p50_business, wait_business[2] AS wait_p90_business, wait_mean_business
FROM grouped

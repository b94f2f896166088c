-- grain: one row per reporting period and segment with tickets solved for the first time
-- key: span, period_start, dimension, segment
-- meaning: first resolution goes by the day of the first solve.
WITH placed AS (
  SELECT
    d.span, d.period_start, g.dimension, g.segment, t.first_resolution_minutes, t.first_resolution_minutes_business
  FROM metrics.ticket_facts t
  JOIN metrics.period_days d ON d.day = t.first_solved_on AND d.topic = 'support'
  JOIN metrics.customer_segments g ON g.day = d.last_day AND g.customer_id = coalesce(t.customer_id, '')
),
grouped AS (
  SELECT
    span, period_start, dimension, segment,
    count(first_resolution_minutes) AS first_resolutions,
    quantile_cont(first_resolution_minutes, [0.5, 0.9]) AS minutes,
    avg(CAST(first_resolution_minutes AS DECIMAL(18, 6))) AS mean,
    quantile_cont(first_resolution_minutes_business, [0.5, 0.9]) AS minutes_business,
    avg(CAST(first_resolution_minutes_business AS DECIMAL(18, 6))) AS mean_business
  FROM placed
  GROUP BY span, period_start, dimension, segment
)
SELECT
  span, period_start, dimension, segment, first_resolutions,
  minutes[1] AS p50, minutes[2] AS p90, mean, minutes_business[1] AS p50_business, minutes_business[2] AS p90_business, mean_business
FROM grouped

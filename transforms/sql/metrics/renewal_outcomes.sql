-- grain: one row per customer and renewal date
-- key: customer_id, renewal_date
-- meaning: what became of a renewal by the as-of day. A renewal of several contracts
--   is open until each is decided, and renewed when any of it is. forecast is the
--   first one recorded while the renewal was undecided and inside its window;
--   segment_day, the end of the month before the decision, says who the customer was.
WITH grouped AS (
  SELECT
    customer_id, renewal_date,
    CASE
      WHEN bool_or(outcome = 'open') THEN 'open'
      WHEN bool_or(outcome = 'renewed') THEN 'renewed'
      ELSE 'lost'
    END AS outcome,
    CASE WHEN NOT bool_or(outcome = 'open') THEN max(settled_on) END AS decided_on,
    CASE WHEN count(*) = count(arr) THEN CAST(sum(arr) AS DECIMAL(18, 6)) END AS arr,
    CAST(sum(renewed_arr) AS DECIMAL(18, 6)) AS renewed_arr,
    CAST(sum(expansion_arr) AS DECIMAL(18, 6)) AS expansion_arr,
    count(*) AS terms
  FROM metrics.renewal_values
  GROUP BY customer_id, renewal_date
),
forecasts AS (
  SELECT
    f.customer_id, f.renewal_date, f.band, f.made_on,
    CAST(f.arr * f.probability AS DECIMAL(18, 6)) AS forecast,
    row_number() OVER (PARTITION BY f.customer_id, f.renewal_date ORDER BY f.made_on) AS rank
  FROM core.renewal_forecasts f
  CROSS JOIN core.settings s
  WHERE f.state = 'due' AND f.probability IS NOT NULL AND f.arr IS NOT NULL
    AND f.made_on < f.renewal_date AND f.made_on >= add_days(f.renewal_date, -s.renewal_window_days)
)
SELECT
  g.customer_id, g.renewal_date, g.outcome, g.decided_on, g.arr, g.renewed_arr, g.expansion_arr, g.terms,
  f.made_on AS forecast_on, f.band AS forecast_band, f.forecast,
  add_days(month_of(coalesce(g.decided_on, least(g.renewal_date, s.as_of))), -1) AS segment_day
FROM grouped g
CROSS JOIN core.settings s
LEFT JOIN forecasts f ON f.customer_id = g.customer_id AND f.renewal_date = g.renewal_date AND f.rank = 1

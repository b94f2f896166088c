-- grain: one row per customer and renewal date: the coming window, and late ones
-- key: as_of, customer_id, renewal_date
-- meaning: ARR that comes up for renewal and what to expect of it. Notice given is
--   0, a renewal signed ahead 1, else the chance of the customer's health band (grey
--   as yellow), which history has moved where seen > 0 renewals of that band are
--   decided. late: the date has passed and nothing is decided.
-- check: not_null(as_of, customer_id, renewal_date, days, band, probability, state)
-- check: accepted(state, due, late, notice, renewed)
-- check: expression(probability BETWEEN 0 AND 1)
WITH judged AS (
  SELECT
    s.as_of, t.customer_id, t.renewal_date, t.arr, t.state, c.band, c.decided,
    CASE t.state WHEN 'notice' THEN 0.0 WHEN 'renewed' THEN 1.0 ELSE c.chance END AS probability
  FROM metrics.renewal_terms t
  CROSS JOIN core.settings s
  LEFT JOIN metrics.customer_health h ON h.day = s.as_of AND h.customer_id = t.customer_id
  JOIN metrics.renewal_chances c ON c.band = coalesce(h.band, 'grey')
  WHERE t.renewal_date <= add_days(s.as_of, s.renewal_window_days)
),
weighted AS (
  SELECT as_of, customer_id, renewal_date, band, decided, state, arr,
    at_rate(arr, CAST(probability AS DECIMAL(12, 9))) AS forecast
  FROM judged
  WHERE renewal_date > as_of OR state = 'late'
)
SELECT
  as_of, customer_id, renewal_date,
  days_between(as_of, renewal_date) AS days,
  CAST(sum(arr) AS DECIMAL(18, 6)) AS arr,
  band,
  coalesce(round(ratio(sum(forecast), sum(arr)), 9), 0) AS probability,
  CAST(sum(forecast) AS DECIMAL(18, 6)) AS forecast,
  -- One term still undecided keeps the whole renewal open.
  CASE
    WHEN count(*) = sum(CASE WHEN state = 'notice' THEN 1 ELSE 0 END) THEN 'notice'
    ELSE min(CASE WHEN state <> 'notice' THEN state END)
  END AS state,
  decided AS seen
FROM weighted
GROUP BY as_of, customer_id, renewal_date, band, decided

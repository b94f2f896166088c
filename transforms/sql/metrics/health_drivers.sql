-- grain: one row per driver of the share of MRR in good health
-- key: driver
-- meaning: each customer's green MRR by all MRR, now and a month ago, under what
--   became of the customer in between. stayed_green also has what the MRR of the
--   others does to the shares of those that were and are green. None where on either
--   day nobody is scored.
WITH states AS (
  SELECT
    h.customer_id, d.moment = 'current' AS is_now, h.band = 'green' AS is_green, h.band <> 'grey' AS is_scored,
    ratio(CASE WHEN h.band = 'green' THEN c.mrr ELSE 0 END, sum(c.mrr) OVER (PARTITION BY h.day)) AS share
  FROM metrics.reference_days d
  JOIN metrics.customer_health h ON h.day = d.day
  JOIN metrics.customer_states c ON c.day = h.day AND c.customer_id = h.customer_id
  WHERE d.moment IN ('current', 'month_ago')
),
customers AS (
  SELECT
    customer_id,
    max(CASE WHEN is_now THEN is_green END) AS green_now,
    max(CASE WHEN NOT is_now THEN is_green END) AS green_before,
    coalesce(max(CASE WHEN is_now THEN share END), 0) AS value,
    coalesce(max(CASE WHEN NOT is_now THEN share END), 0) AS previous
  FROM states
  GROUP BY customer_id
),
placed AS (
  SELECT
    CASE
      WHEN green_before IS NULL THEN 'new_customers'
      WHEN green_now IS NULL THEN 'lost_customers'
      WHEN green_now AND NOT green_before THEN 'turned_green'
      WHEN green_before AND NOT green_now THEN 'no_longer_green'
      ELSE 'stayed_green'
    END AS driver,
    value, previous
  FROM customers
  WHERE EXISTS (SELECT 1 FROM states WHERE NOT is_now AND is_scored) AND EXISTS (SELECT 1 FROM states WHERE is_now AND is_scored)
)
SELECT 'health_green_share' AS metric, driver, sum(value) AS value, sum(previous) AS previous
FROM placed
GROUP BY driver

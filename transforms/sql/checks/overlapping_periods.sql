-- severity: error
-- source: subscription_periods
-- meaning: two versions of one subscription hold on the same day; only the later one counts, and which of them is right nobody knows
-- total: core.subscription_periods
WITH periods AS (
  SELECT subscription_id, customer_id, start_date, end_date FROM core.subscription_periods
  UNION
  SELECT f.subscription_id, i.customer_id, f.start_date, f.end_date
  FROM raw.files_subscription_periods f
  CROSS JOIN core.settings s
  LEFT JOIN staging.identity_billing i ON i.source = f._source AND i.source_id = f.customer_id
  WHERE f.start_date <= s.as_of AND (f.end_date IS NULL OR f.end_date > f.start_date)
),
merged AS (
  SELECT subscription_id, start_date, min(customer_id) AS customer_id, max(coalesce(end_date, DATE '9999-12-31')) AS end_date
  FROM periods
  GROUP BY subscription_id, start_date
),
followed AS (
  SELECT
    subscription_id, start_date,
    lag(customer_id) OVER (PARTITION BY subscription_id ORDER BY start_date) AS customer_id,
    lag(start_date) OVER (PARTITION BY subscription_id ORDER BY start_date) AS other_start,
    max(end_date) OVER (PARTITION BY subscription_id ORDER BY start_date ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reached
  FROM merged
)
SELECT
  subscription_id AS key,
  customer_id,
  'from ' || CAST(other_start AS VARCHAR) || ' and from ' || CAST(start_date AS VARCHAR) AS detail
FROM followed
WHERE reached > start_date

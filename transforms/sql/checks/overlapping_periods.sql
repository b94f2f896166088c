-- severity: error
-- source: subscription_periods
-- meaning: two versions of one subscription hold on the same day, so its MRR would count twice
-- total: core.subscription_periods
SELECT
  a.subscription_id AS key,
  a.customer_id,
  'from ' || CAST(a.start_date AS VARCHAR) || ' and from ' || CAST(b.start_date AS VARCHAR) AS detail
FROM core.subscription_periods a
JOIN core.subscription_periods b
  ON b.subscription_id = a.subscription_id AND b.start_date > a.start_date
  AND (a.end_date IS NULL OR a.end_date > b.start_date)

-- adds: 12 * coalesce(sum(part), 0)
-- meaning: one row per subscription that earns at the month's level day; part is its
--   price per month in the reporting currency, of which ARR is twelve times the sum.
WITH members AS (
  SELECT u.customer_id, m.month, m.level_day
  FROM metrics.figure f
  JOIN metrics.month_levels m ON m.month = f.period_start
  JOIN metrics.customer_units u ON u.month = m.month
  LEFT JOIN metrics.customer_segments g
    ON g.day = m.level_day AND g.customer_id = u.unit_id AND g.dimension = f.dimension AND g.segment = f.segment
  WHERE u.customer_id = f.customer_id
    OR (f.customer_id IS NULL AND g.customer_id IS NOT NULL
      AND u.customer_id NOT IN (SELECT customer_id FROM metrics.unrated_customers))
)
SELECT
  p.customer_id, 'subscription' AS record, p.source, p.subscription_id AS record_id, p.start_date AS day,
  coalesce(p.product || ', ', '') || CAST(round(p.mrr, 2) AS VARCHAR) || ' ' || p.currency || ' a month' AS detail,
  at_rate(p.mrr, r.rate) AS part, 1 AS base
FROM members m
JOIN metrics.paid_periods p
  ON p.customer_id = m.customer_id AND p.start_date <= m.level_day AND (p.end_date IS NULL OR p.end_date > m.level_day)
LEFT JOIN core.exchange_rates r ON r.currency = p.currency AND r.month = m.month

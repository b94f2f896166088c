-- adds: round(coalesce(sum(part), 0), 6)
-- meaning: one row per charge for use in the three months; part is a third of it in
--   the reporting currency.
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
  c.customer_id, 'usage_charge' AS record, c.source, c.charge_id AS record_id, c.used_on AS day,
  coalesce(c.product || ', ', '') || CAST(round(c.amount, 2) AS VARCHAR) || ' ' || c.currency AS detail,
  c.amount * r.rate / 3 AS part, 1 AS base
FROM members m
JOIN metrics.month_levels l ON l.month = m.month
JOIN core.usage_charges c
  ON c.customer_id = m.customer_id
  AND month_of(c.used_on) BETWEEN add_months(m.month, CASE WHEN l.is_complete THEN -2 ELSE -3 END) AND add_months(m.month, CASE WHEN l.is_complete THEN 0 ELSE -1 END)
LEFT JOIN core.exchange_rates r ON r.currency = c.currency AND r.month = m.month

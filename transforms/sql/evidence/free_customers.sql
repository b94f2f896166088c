-- adds: count(*)
-- meaning: one row per account with a free subscription and no MRR at the month's
--   level day.
WITH members AS (
  SELECT r.customer_id, m.level_day, r.mrr, r.is_paying, r.is_free
  FROM metrics.figure f
  JOIN metrics.month_levels m ON m.month = f.period_start
  JOIN metrics.customer_revenue r ON r.month = m.month
  JOIN metrics.customer_segments g
    ON g.day = m.level_day AND g.customer_id = r.customer_id AND g.dimension = f.dimension AND g.segment = f.segment
)
SELECT
  m.customer_id, 'customer' AS record, c.source, m.customer_id AS record_id, m.level_day AS day,
  coalesce(c.name, m.customer_id) || ', MRR ' || CAST(round(m.mrr, 2) AS VARCHAR) AS detail, m.mrr AS part, 1 AS base
FROM members m
LEFT JOIN core.customers c ON c.customer_id = m.customer_id
WHERE m.is_free

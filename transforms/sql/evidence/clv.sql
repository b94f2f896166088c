-- adds: ratio(sum(CASE WHEN record = 'customer' THEN part END), sum(CASE WHEN record = 'customer' THEN base END)) * ratio(sum(CASE WHEN record = 'month' THEN base END), sum(CASE WHEN record IN ('subscription', 'setting') THEN part END))
-- meaning: the mean margin of the customers (one row each: part is MRR at the end by
--   gross margin) by the monthly churn: one row per month (base is the customers at
--   its start) and one per customer lost in a month, shown by its largest
--   subscription (part 1). Without a loss, a row with the churn the settings assume.
WITH asked AS (
  SELECT f.*, c.gross_margin, c.monthly_churn, c.customer_months, e.end_month, l.level_day
  FROM metrics.figure f
  JOIN marts.clv c
    ON c.span = f.span AND c.period_start = f.period_start AND c.dimension = f.dimension AND c.segment = f.segment
  JOIN metrics.retention_windows e ON e.span = f.span AND e.period_start = f.period_start
  JOIN metrics.month_levels l ON l.month = e.end_month
  WHERE c.clv IS NOT NULL
),
months AS (
  SELECT a.*, m.month
  FROM asked a
  JOIN metrics.retention_months m ON m.span = a.span AND m.period_start = a.period_start
)
SELECT
  v.customer_id, 'customer' AS record, x.source, v.customer_id AS record_id, a.last_day AS day, 'MRR ' || CAST(round(v.mrr, 2) AS VARCHAR) AS detail,
  CAST(v.mrr AS DOUBLE) * a.gross_margin AS part, 1 AS base
FROM asked a
JOIN metrics.customer_levels v ON v.month = a.end_month
JOIN metrics.customer_segments g ON g.day = a.level_day AND g.customer_id = v.customer_id AND g.dimension = a.dimension AND g.segment = a.segment
JOIN core.customers x ON x.customer_id = v.customer_id
UNION ALL
SELECT NULL, 'month', r.source, CAST(m.month AS VARCHAR), m.month, 'customers at its start', 0, r.start_customers
FROM months m
JOIN (SELECT period_start, dimension, segment, start_customers, '' AS source FROM marts.retention WHERE span = 'month') r
  ON r.period_start = m.month AND r.dimension = m.dimension AND r.segment = m.segment
UNION ALL
SELECT o.customer_id, 'subscription', c.source, c.subscription_id, c.day, 'lost in the month: ' || c.detail, 1, 0
FROM months m
JOIN metrics.retention_segments o
  ON o.span = 'month' AND o.period_start = m.month AND o.dimension = m.dimension AND o.segment = m.segment AND o.is_lost
JOIN metrics.retention_contracts c
  ON c.span = o.span AND c.period_start = o.period_start AND c.customer_id = o.customer_id AND c.largest = 1
UNION ALL
SELECT NULL, 'setting', '', 'clv_zero_churn', a.last_day, 'nobody left: 1.67 % a month is assumed', 0.0167 * a.customer_months, 0
FROM asked a
WHERE a.monthly_churn = 0

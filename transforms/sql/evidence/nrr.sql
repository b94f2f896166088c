-- adds: ratio(sum(part), sum(base))
-- meaning: one row per subscription, at the period's start or end, of the customers
--   that paid at the start. base is its MRR at the start, part its MRR at the end,
--   both at the start's exchange rates.
WITH members AS (
  SELECT c.customer_id, w.start_month, w.end_month, m.level_day AS start_day, e.level_day AS end_day
  FROM metrics.figure f
  JOIN metrics.retention_windows w ON w.span = f.span AND w.period_start = f.period_start
  JOIN metrics.retention_customers c ON c.span = w.span AND c.period_start = w.period_start
  JOIN metrics.month_levels m ON m.month = w.start_month
  JOIN metrics.month_levels e ON e.month = w.end_month
  JOIN metrics.customer_segments g
    ON g.day = m.level_day AND g.customer_id = c.customer_id AND g.dimension = f.dimension AND g.segment = f.segment
),
moments AS (
  SELECT customer_id, start_month, start_day AS day, TRUE AS is_start FROM members
  UNION ALL
  SELECT customer_id, start_month, end_day, FALSE FROM members
)
SELECT
  p.customer_id, 'subscription' AS record, p.source, p.subscription_id AS record_id, max(m.day) AS day,
  max(p.product) || ', ' || listagg(CASE WHEN m.is_start THEN 'start ' ELSE 'end ' END || CAST(round(p.mrr, 2) AS VARCHAR) || ' ' || p.currency,
    ', ' ORDER BY m.day, p.start_date) AS detail,
  sum(CASE WHEN m.is_start THEN 0 ELSE coalesce(at_rate(p.mrr, r.rate), p.mrr) END) AS part,
  sum(CASE WHEN m.is_start THEN at_rate(p.mrr, r.rate) ELSE 0 END) AS base
FROM moments m
JOIN core.subscription_periods p
  ON p.customer_id = m.customer_id AND p.start_date <= m.day AND (p.end_date IS NULL OR p.end_date > m.day)
LEFT JOIN core.exchange_rates r ON r.currency = p.currency AND r.month = m.start_month
WHERE p.mrr > 0
GROUP BY p.customer_id, p.source, p.subscription_id

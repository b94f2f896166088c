-- adds: ratio(sum(part), sum(base))
-- meaning: one row per customer with MRR at the start or the end of the twelve months
--   of the period; base is the first, part the second less the first.
WITH months AS (
  SELECT period_start, period_end FROM metrics.figure
),
levels AS (
  SELECT m.customer_id, m.mrr AS start_mrr, CAST(0 AS DECIMAL(18, 6)) AS end_mrr
  FROM months w
  JOIN marts.mrr_monthly m ON m.month = add_months(w.period_start, -1)
  UNION ALL
  SELECT m.customer_id, 0, m.mrr
  FROM months w
  JOIN marts.mrr_monthly m ON m.month = add_months(w.period_end, -1)
)
SELECT
  l.customer_id, 'customer' AS record, max(c.source) AS source, l.customer_id AS record_id, max(f.last_day) AS day,
  max(c.name) || ', from ' || CAST(round(sum(l.start_mrr), 2) AS VARCHAR) || ' to ' || CAST(round(sum(l.end_mrr), 2) AS VARCHAR) AS detail,
  sum(l.end_mrr) - sum(l.start_mrr) AS part,
  sum(l.start_mrr) AS base
FROM levels l
CROSS JOIN metrics.figure f
LEFT JOIN core.customers c ON c.customer_id = l.customer_id
WHERE l.customer_id NOT IN (SELECT customer_id FROM metrics.unrated_customers)
GROUP BY l.customer_id
HAVING sum(l.start_mrr) > 0 OR sum(l.end_mrr) > 0

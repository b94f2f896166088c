-- grain: one row per retention period and customer that moved in one of its months
-- key: span, period_start, customer_id
-- meaning: the monthly movements of the period added up, each in the rates of its
--   month's start. Here a customer that left and came back has both. An account
--   merged by the period's end counts as the one it went into.
SELECT
  w.span, w.period_start, coalesce(u.unit_id, c.customer_id) AS customer_id,
  CAST(sum(CASE WHEN c.movement = 'churn' THEN c.amount ELSE 0 END) AS DECIMAL(18, 6)) AS churn,
  CAST(sum(CASE WHEN c.movement = 'contraction' THEN c.amount ELSE 0 END) AS DECIMAL(18, 6)) AS contraction,
  CAST(sum(CASE WHEN c.movement = 'expansion' THEN c.amount ELSE 0 END) AS DECIMAL(18, 6)) AS expansion,
  CAST(sum(CASE WHEN c.movement = 'reactivation' THEN c.amount ELSE 0 END) AS DECIMAL(18, 6)) AS reactivation,
  sum_int(CASE WHEN c.movement = 'churn' THEN 1 ELSE 0 END) AS churns
FROM metrics.mrr_changes c
JOIN metrics.retention_months m ON m.month = c.month
JOIN metrics.retention_windows w ON w.span = m.span AND w.period_start = m.period_start
LEFT JOIN metrics.customer_units u ON u.month = w.end_month AND u.customer_id = c.customer_id
WHERE c.movement IN ('churn', 'contraction', 'expansion', 'reactivation')
GROUP BY w.span, w.period_start, coalesce(u.unit_id, c.customer_id)

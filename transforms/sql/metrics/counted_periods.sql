-- grain: one row per period that makes its customer one
-- key: subscription_id, start_date, mrr
-- meaning: periods with MRR; and, where a free plan keeps its customer (free_plan:
--   active), free ones from the first payment on, with MRR 0.
SELECT
  p.subscription_id, p.item_id, p.customer_id, p.currency, p.mrr, p.start_date, p.end_date, p.end_reason, p.start_reason
FROM metrics.paid_periods p
UNION ALL
SELECT
  p.subscription_id, p.subscription_id || coalesce(': ' || p.product, ''), p.customer_id, p.currency, CAST(0 AS DECIMAL(18, 6)),
  greatest(p.start_date, f.first_paid_on), p.end_date, p.end_reason, CAST(NULL AS VARCHAR)
FROM core.subscription_periods p
CROSS JOIN core.settings s
JOIN metrics.first_payments f ON f.customer_id = p.customer_id
WHERE s.free_plan = 'active' AND p.kind = 'free' AND (p.end_date IS NULL OR p.end_date > greatest(p.start_date, f.first_paid_on))

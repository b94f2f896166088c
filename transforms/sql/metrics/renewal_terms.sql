-- grain: one row per subscription with a renewal date, paid at the as-of day
-- key: subscription_id
-- meaning: what stands to be renewed, and what is decided by the as-of day. A won
--   renewal deal counts for the term it closes in, at most 180 days early.
WITH active AS (
  SELECT
    p.subscription_id, p.customer_id, p.renewal_date, s.as_of, s.min_term_months,
    CAST(12 * at_rate(p.mrr, r.rate) AS DECIMAL(18, 6)) AS arr
  FROM core.subscription_periods p
  CROSS JOIN core.settings s
  LEFT JOIN core.exchange_rates r ON r.currency = p.currency AND r.month = month_of(s.as_of)
  WHERE p.mrr > 0 AND p.customer_id IS NOT NULL AND p.renewal_date IS NOT NULL
    AND p.start_date <= s.as_of AND (p.end_date IS NULL OR p.end_date > s.as_of)
),
terms AS (
  SELECT
    a.subscription_id, a.customer_id, a.renewal_date, a.as_of, a.arr,
    greatest(add_days(a.renewal_date, -180), add_months(a.renewal_date, -coalesce(b.term_months, 12))) AS decided_from,
    b.cancel_at IS NOT NULL OR b.canceled_at IS NOT NULL AS has_notice
  FROM active a
  LEFT JOIN core.subscriptions b ON b.subscription_id = a.subscription_id
  WHERE coalesce(b.term_months, a.min_term_months) >= a.min_term_months
)
SELECT
  t.subscription_id, t.customer_id, t.renewal_date, t.arr, t.has_notice,
  EXISTS (
    SELECT 1
    FROM core.opportunities o
    WHERE o.customer_id = t.customer_id AND o.kind = 'renewal' AND o.is_closed AND o.is_won
      AND o.close_date > t.decided_from AND o.close_date <= t.as_of
  ) AS is_renewed
FROM terms t

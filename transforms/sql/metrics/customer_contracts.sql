-- grain: one row per month and customer with a subscription running at the level day
-- key: month, customer_id
-- meaning: subscriptions that are paid or free, and the MRR of contracts of a year or
--   longer. A contract whose length no source tells counts as shorter.
WITH running AS (
  SELECT m.month, p.customer_id, p.subscription_id, p.kind, p.currency, p.mrr, coalesce(b.term_months, 0) AS term_months
  FROM core.subscription_periods p
  JOIN metrics.month_levels m ON p.start_date <= m.level_day AND (p.end_date IS NULL OR p.end_date > m.level_day)
  LEFT JOIN core.subscriptions b ON b.subscription_id = p.subscription_id
  WHERE p.kind IN ('paid', 'free') AND p.customer_id IS NOT NULL
)
SELECT
  r.month, r.customer_id,
  count(DISTINCT r.subscription_id) AS active_subscriptions,
  bool_or(r.kind = 'free') AND NOT bool_or(r.mrr > 0) AS is_free,
  CAST(sum(CASE WHEN r.term_months >= 12 THEN at_rate(r.mrr, e.rate) ELSE 0 END) AS DECIMAL(18, 6)) AS annual_mrr
FROM running r
LEFT JOIN core.exchange_rates e ON e.currency = r.currency AND e.month = r.month
GROUP BY r.month, r.customer_id

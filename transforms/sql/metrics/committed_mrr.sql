-- grain: one row per month and customer with MRR or a signed contract at the level day
-- key: month, customer_id
-- meaning: MRR less what is known that day to end later, plus what is signed and has
--   not started. Null where an exchange rate is missing.
WITH ending AS (
  SELECT m.month, p.customer_id, p.currency, p.mrr
  FROM core.subscriptions b
  JOIN metrics.paid_periods p ON p.subscription_id = b.subscription_id
  JOIN metrics.month_levels m
    ON m.level_day >= day_of(b.canceled_at) AND m.level_day < day_of(b.cancel_at)
    AND p.start_date <= m.level_day AND (p.end_date IS NULL OR p.end_date > m.level_day)
  WHERE b.canceled_at IS NOT NULL AND b.cancel_at IS NOT NULL
),
signed AS (
  SELECT m.month, g.customer_id, g.currency, g.mrr
  FROM core.signed_subscriptions g
  JOIN metrics.month_levels m ON g.signed_on <= m.level_day AND g.starts_on > m.level_day
  WHERE g.customer_id IS NOT NULL
),
parts AS (
  SELECT month, customer_id, mrr FROM metrics.customer_mrr
  UNION ALL
  SELECT e.month, e.customer_id, -at_rate(e.mrr, r.rate)
  FROM ending e
  LEFT JOIN core.exchange_rates r ON r.currency = e.currency AND r.month = e.month
  UNION ALL
  SELECT g.month, g.customer_id, at_rate(g.mrr, r.rate)
  FROM signed g
  LEFT JOIN core.exchange_rates r ON r.currency = g.currency AND r.month = g.month
)
SELECT month, customer_id, CAST(CASE WHEN count(*) = count(mrr) THEN sum(mrr) END AS DECIMAL(18, 6)) AS committed_mrr
FROM parts
GROUP BY month, customer_id

-- grain: one row per month and customer with MRR or a signed contract at the level day
-- key: month, customer_id
-- meaning: MRR less what is known that day to end later, plus what is signed and has
--   not started. Null where an exchange rate is missing.
WITH running AS (
  SELECT m.month, p.customer_id, p.currency, p.mrr
  FROM metrics.paid_periods p
  JOIN metrics.month_levels m ON p.start_date <= m.level_day AND (p.end_date IS NULL OR p.end_date > m.level_day)
  LEFT JOIN core.subscriptions b
    ON b.subscription_id = p.subscription_id AND day_of(b.canceled_at) <= m.level_day AND day_of(b.cancel_at) > m.level_day
  WHERE b.subscription_id IS NULL
),
signed AS (
  SELECT m.month, g.customer_id, g.currency, g.mrr
  FROM core.signed_subscriptions g
  JOIN metrics.month_levels m ON g.signed_on <= m.level_day AND g.starts_on > m.level_day
  WHERE g.customer_id IS NOT NULL
),
ending AS (
  SELECT month, customer_id, currency, CAST(0 AS DECIMAL(18, 6)) AS mrr FROM metrics.customer_mrr
),
levels AS (
  SELECT month, customer_id, currency, mrr FROM running
  UNION ALL
  SELECT month, customer_id, currency, mrr FROM signed
  UNION ALL
  SELECT month, customer_id, currency, mrr FROM ending
)
SELECT
  l.month, l.customer_id,
  CAST(CASE WHEN count(*) = count(r.rate) THEN sum(at_rate(l.mrr, r.rate)) END AS DECIMAL(18, 6)) AS committed_mrr
FROM levels l
LEFT JOIN core.exchange_rates r ON r.currency = l.currency AND r.month = l.month
GROUP BY l.month, l.customer_id

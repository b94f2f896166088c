-- adds: CASE WHEN count(*) = count(part) THEN coalesce(sum(part), 0) END
-- meaning: one row per subscription that earns at the month's level day or is signed
--   by then; part is its price per month, 0 where its end is announced.
WITH members AS (
  SELECT u.customer_id, m.month, m.level_day
  FROM metrics.figure f
  JOIN metrics.month_levels m ON m.month = f.period_start
  JOIN metrics.customer_units u ON u.month = m.month
  LEFT JOIN metrics.customer_segments g
    ON g.day = m.level_day AND g.customer_id = u.unit_id AND g.dimension = f.dimension AND g.segment = f.segment
  WHERE u.customer_id = f.customer_id
    OR (f.customer_id IS NULL AND g.customer_id IS NOT NULL
      AND u.customer_id NOT IN (SELECT customer_id FROM metrics.unrated_customers))
),
running AS (
  SELECT
    p.customer_id, m.month, p.source, p.subscription_id, p.start_date AS day, p.currency, p.mrr AS listed,
    CASE WHEN b.subscription_id IS NULL THEN p.mrr ELSE 0 END AS mrr,
    CASE WHEN b.subscription_id IS NULL THEN 'runs' ELSE 'ends on ' || CAST(day_of(b.cancel_at) AS VARCHAR) END AS state
  FROM members m
  JOIN metrics.paid_periods p
    ON p.customer_id = m.customer_id AND p.start_date <= m.level_day AND (p.end_date IS NULL OR p.end_date > m.level_day)
  LEFT JOIN core.subscriptions b
    ON b.subscription_id = p.subscription_id AND day_of(b.canceled_at) <= m.level_day AND day_of(b.cancel_at) > m.level_day
  UNION ALL
  SELECT g.customer_id, m.month, g.source, g.subscription_id, g.signed_on, g.currency, g.mrr, g.mrr, 'starts on ' || CAST(g.starts_on AS VARCHAR)
  FROM members m
  JOIN core.signed_subscriptions g ON g.customer_id = m.customer_id AND g.signed_on <= m.level_day AND g.starts_on > m.level_day
)
SELECT
  n.customer_id, 'subscription' AS record, n.source, n.subscription_id AS record_id, n.day,
  n.state || ', ' || CAST(round(n.listed, 2) AS VARCHAR) || ' ' || n.currency || ' a month' AS detail,
  at_rate(n.mrr, r.rate) AS part, 1 AS base
FROM running n
LEFT JOIN core.exchange_rates r ON r.currency = n.currency AND r.month = n.month

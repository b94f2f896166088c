-- severity: error
-- source: exchange_rates
-- meaning: months in which a customer pays in a currency without a rate; its MRR is unknown, not zero
-- total: core.exchange_rates
SELECT
  coalesce(p.currency, 'no currency') || ' ' || strftime(m.month, '%Y-%m') AS key,
  p.customer_id,
  p.customer_id AS detail
FROM core.subscription_periods p
JOIN core.months m ON p.start_date <= m.month_end AND (p.end_date IS NULL OR p.end_date > m.month_end)
LEFT JOIN core.exchange_rates r ON r.currency = p.currency AND r.month = m.month
WHERE p.mrr > 0 AND r.rate IS NULL
GROUP BY p.currency, m.month, p.customer_id

-- severity: warn
-- source: billing
-- meaning: billing customers no CRM record or customer file knows; each counts as a customer of its own
-- total: staging.identity_billing
SELECT
  b.source_id AS key,
  b.customer_id,
  sum(at_rate(p.mrr, r.rate)) AS amount,
  'MRR ' || CAST(CAST(coalesce(sum(at_rate(p.mrr, r.rate)), 0) AS DECIMAL(18, 2)) AS VARCHAR) AS detail
FROM staging.identity_billing b
CROSS JOIN core.settings s
LEFT JOIN core.subscription_periods p ON p.customer_id = b.customer_id AND p.source = b.source AND p.end_date IS NULL
LEFT JOIN core.exchange_rates r ON r.currency = p.currency AND r.month = month_of(s.as_of)
WHERE b.method = 'self' AND EXISTS (SELECT 1 FROM staging.identity_companies)
GROUP BY b.source_id, b.customer_id

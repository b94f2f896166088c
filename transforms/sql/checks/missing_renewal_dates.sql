-- severity: warn
-- source: billing
-- meaning: paid subscriptions whose contract tells no renewal date, with their yearly value; those known to renew by less than a term's least months have none to tell
-- total: core.subscription_periods
SELECT
  p.subscription_id AS key,
  p.customer_id,
  12 * at_rate(p.mrr, r.rate) AS amount,
  'paid since ' || CAST(p.start_date AS VARCHAR) || coalesce(', billed every ' || CAST(b.billing_interval_count AS VARCHAR) || ' ' || b.billing_interval, '') AS detail
FROM core.subscription_periods p
CROSS JOIN core.settings s
LEFT JOIN core.subscriptions b ON b.subscription_id = p.subscription_id
LEFT JOIN core.exchange_rates r ON r.currency = p.currency AND r.month = month_of(s.as_of)
WHERE p.kind = 'paid' AND p.mrr > 0 AND p.renewal_date IS NULL
  AND p.start_date <= s.as_of AND (p.end_date IS NULL OR p.end_date > s.as_of)
  AND coalesce(b.term_months, interval_months(b.billing_interval, b.billing_interval_count, s.week_months, s.day_months), s.min_term_months) >= s.min_term_months

-- grain: one row per period the team's files give directly
-- key: source, subscription_id, start_date
-- meaning: as given, without what lies after the as-of day; without a currency
--   it is the company's. Periods of no day earn nothing and are left out; the
--   check backward_periods holds customers whose periods end before they begin. A price below zero
--   counts as free; the check negative_mrr holds its customer.
SELECT
  p._source AS source, p.subscription_id, p.start_date,
  CASE WHEN p.end_date <= s.as_of THEN p.end_date END AS end_date,
  p.customer_id, p.product,
  CAST(CASE WHEN coalesce(word_of(p.kind), 'paid') = 'paid' THEN greatest(coalesce(p.mrr, 0), 0) ELSE 0 END AS DECIMAL(18, 6)) AS mrr,
  currency_or(p.currency, s.currency) AS currency,
  CASE WHEN coalesce(word_of(p.kind), 'paid') = 'paid' AND coalesce(p.mrr, 0) <= 0 THEN 'free' ELSE coalesce(word_of(p.kind), 'paid') END AS kind,
  CASE WHEN p.end_date <= s.as_of THEN coalesce(p.end_reason, 'voluntary') END AS end_reason,
  p.renewal_date, p.seats
FROM raw.files_subscription_periods p
CROSS JOIN core.settings s
WHERE p.start_date <= s.as_of AND (p.end_date IS NULL OR p.end_date > p.start_date)

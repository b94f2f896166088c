-- grain: one row per period the team's files give directly
-- key: source, subscription_id, start_date
-- meaning: as given, without what lies after the as-of day; without a currency it is
--   the company's. What the settings decide of plans is decided here by the files.
--   Where two periods of a subscription overlap, the later one counts from its start on
--   and the check overlapping_periods holds the customer. Periods of no day earn
--   nothing and are left out; the check backward_periods holds customers whose periods
--   end before they begin. A price below zero counts as free; the check negative_mrr
--   holds its customer.
WITH given AS (
  SELECT
    p._source AS source, p.subscription_id, p.customer_id, p.product, p.start_date,
    least(p.end_date, lead(p.start_date) OVER (PARTITION BY p._source, p.subscription_id ORDER BY p.start_date)) AS end_date,
    p.end_date AS given_end, coalesce(word_of(p.kind), 'paid') AS kind, coalesce(p.mrr, 0) AS mrr, p.currency, p.end_reason,
    p.renewal_date, p.seats, s.as_of, s.currency AS company_currency
  FROM raw.files_subscription_periods p
  CROSS JOIN core.settings s
  WHERE p.start_date <= s.as_of AND (p.end_date IS NULL OR p.end_date > p.start_date)
)
SELECT
  source, subscription_id, start_date, CASE WHEN end_date <= as_of THEN end_date END AS end_date, customer_id, product,
  CAST(CASE WHEN kind = 'paid' THEN greatest(mrr, 0) ELSE 0 END AS DECIMAL(18, 6)) AS mrr,
  currency_or(currency, company_currency) AS currency,
  CASE WHEN kind = 'paid' AND mrr <= 0 THEN 'free' ELSE kind END AS kind,
  CASE
    WHEN end_date > as_of THEN NULL
    WHEN end_date IS DISTINCT FROM given_end THEN 'change'
    WHEN end_date IS NOT NULL THEN coalesce(end_reason, 'voluntary')
  END AS end_reason,
  renewal_date, seats
FROM given

-- grain: one row per plan of the team's files that was signed before its start
-- key: source, subscription_id
-- meaning: what the plan starts with, less the discounts the settings count then.
--   Without signed_on nobody knows when a plan was signed: it counts from its start.
SELECT
  p._source AS source, p.subscription_id, p.customer_id, p.signed_on, coalesce(p.trial_end, day_of(p.started_at)) AS starts_on,
  CAST(round(not_negative(CASE WHEN t.discount_until IS NULL OR t.valid_from < t.discount_until
      THEN t.amount * (1 - t.discount_percent / 100) - t.discount_amount ELSE t.amount END)
    / (1 + t.included_tax_percent / 100) / t.months, 6) AS DECIMAL(18, 6)) AS mrr,
  currency_or(p.currency, s.currency) AS currency
FROM raw.files_subscriptions p
CROSS JOIN core.settings s
JOIN staging.files_plan_states t
  ON t.source = p._source AND t.subscription_id = p.subscription_id AND t.valid_from = day_of(p.started_at)
WHERE p.signed_on <= s.as_of AND p.signed_on < coalesce(p.trial_end, day_of(p.started_at)) AND t.months > 0
  AND (p.canceled_at IS NULL OR day_of(p.canceled_at) > s.as_of OR day_of(p.canceled_at) >= day_of(p.started_at))

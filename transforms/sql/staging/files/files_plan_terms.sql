-- grain: one row per subscription the team's files give as a plan
-- key: source, subscription_id
-- meaning: the plan with its dates as days and its interval in months; what is
--   dated after the as-of day is not known yet. Without a currency it is the company's.
SELECT
  p._source AS source, p.subscription_id, p.customer_id, p.product, currency_or(p.currency, s.currency) AS currency,
  CAST(p.unit_amount AS DOUBLE) * coalesce(p.quantity, 1) AS amount,
  p.unit_amount, CAST(coalesce(p.quantity, 1) AS DECIMAL(18, 6)) AS quantity,
  coalesce(word_of(p.billing_interval), 'month') AS billing_interval,
  coalesce(p.billing_interval_count, 1) AS billing_interval_count,
  CASE coalesce(word_of(p.billing_interval), 'month')
    WHEN 'day' THEN 12.0 / 365 WHEN 'week' THEN 12.0 / 52 WHEN 'month' THEN 1.0 WHEN 'year' THEN 12.0 END
    * coalesce(p.billing_interval_count, 1) AS months,
  coalesce(p.discount_percent, 0) AS discount_percent,
  coalesce(p.discount_amount, 0) AS discount_amount,
  p.discount_end, p.trial_end, day_of(p.started_at) AS started_on,
  CASE WHEN day_of(p.ended_at) <= s.as_of THEN day_of(p.ended_at) END AS ended_on,
  CASE WHEN day_of(p.canceled_at) <= s.as_of THEN p.canceled_at END AS canceled_at,
  CASE WHEN day_of(coalesce(p.canceled_at, p.ended_at)) <= s.as_of THEN coalesce(p.cancel_at, p.ended_at) END AS cancel_at,
  p.paused_from, p.paused_to,
  CASE WHEN p.past_due_since <= s.as_of THEN p.past_due_since END AS past_due_since,
  CASE WHEN add_days(p.past_due_since, s.past_due_grace_days) <= s.as_of
    THEN add_days(p.past_due_since, s.past_due_grace_days) END AS arrears_from,
  p.term_months, p.renewal_date, p.seats
FROM raw.files_subscriptions p
CROSS JOIN core.settings s
WHERE p.started_at IS NOT NULL AND day_of(p.started_at) <= s.as_of

-- grain: one row per subscription the team's files give as a plan, that began by the as-of day
-- key: source, subscription_id
-- meaning: the dates that bound the plan, and its newest terms; what is dated after
--   the as-of day is not known yet. Without a currency it is the company's. A plan
--   that was cancelled with no end given ends with the interval paid for, a contract
--   on its last day. ended_on is the day MRR ends by the setting cancel_recognition.
--   A price that does not recur (billing_interval once) is no subscription.
WITH newest AS (
  SELECT source, subscription_id, max(valid_from) AS valid_from FROM staging.files_plan_states GROUP BY source, subscription_id
),
known AS (
  SELECT
    p.*, s.as_of, s.cancel_recognition, s.past_due_grace_days, currency_or(p.currency, s.currency) AS paid_in,
    coalesce(word_of(p.billing_interval), 'month') AS unit,
    day_of(p.started_at) AS started_on, day_of(p.canceled_at) AS canceled_day
  FROM raw.files_subscriptions p
  CROSS JOIN core.settings s
  WHERE p.started_at IS NOT NULL
),
paid AS (
  SELECT
    p.* EXCLUDE (unit),
    CASE WHEN canceled_day <= as_of THEN canceled_day END AS canceled_on,
    CASE WHEN unit = 'contract' THEN contract_end(started_on, contract_end) END AS contract_ends_on,
    CASE WHEN canceled_day <= as_of THEN paid_until(started_on, canceled_day, unit, billing_interval_count) END AS paid_to
  FROM known p
  WHERE started_on <= as_of
),
dated AS (
  SELECT p.*, day_of(coalesce(ended_at, cancel_at, contract_ends_on, paid_to)) AS ends_on FROM paid p
)
SELECT
  p._source AS source, p.subscription_id, p.customer_id, t.product, p.paid_in AS currency, t.amount, t.unit_amount,
  CAST(t.quantity AS DECIMAL(18, 6)) AS quantity, t.billing_interval, t.billing_interval_count, t.months,
  t.discount_percent, t.discount_amount, t.discount_end, t.discount_until, t.included_tax_percent, p.trial_end, p.started_on,
  CASE
    WHEN p.cancel_recognition = 'immediate' AND p.canceled_on IS NOT NULL THEN least(p.canceled_on, p.ends_on)
    WHEN p.ends_on <= p.as_of THEN p.ends_on
  END AS ended_on,
  CASE WHEN p.canceled_on IS NOT NULL THEN p.canceled_at END AS canceled_at,
  CASE WHEN day_of(coalesce(p.canceled_at, p.ended_at)) <= p.as_of THEN p.ends_on END AS cancel_at,
  p.paused_from, p.paused_to,
  CASE WHEN p.past_due_since <= p.as_of THEN p.past_due_since END AS past_due_since,
  CASE WHEN add_days(p.past_due_since, p.past_due_grace_days) <= p.as_of
    THEN add_days(p.past_due_since, p.past_due_grace_days) END AS arrears_from,
  p.term_months, t.renewal_date, t.seats
FROM dated p
JOIN newest n ON n.source = p._source AND n.subscription_id = p.subscription_id
JOIN staging.files_plan_states t ON t.source = n.source AND t.subscription_id = n.subscription_id AND t.valid_from = n.valid_from
WHERE t.months > 0

-- grain: one row per subscription item, as it was last
-- key: source, contract_id
-- meaning: the newest state of every item under the id its periods have.
WITH newest AS (
  SELECT source, item_id, max(start_date) AS start_date FROM staging.stripe_plan_states GROUP BY source, item_id
),
began AS (
  SELECT source, item_id, min(start_date) AS began_on FROM staging.stripe_plan_states GROUP BY source, item_id
)
SELECT
  p.source,
  CASE WHEN p.item_number = 1 THEN p.subscription_id ELSE p.subscription_id || '/' || p.item_id END AS contract_id,
  p.billing_id, p.product, p.currency, c.unit_amount, c.quantity, c.billing_interval, c.billing_interval_count,
  nullif(c.discount_percent, 0) AS discount_percent, b.trial_to, g.began_on, b.start_at, b.cancel_at, b.canceled_at, b.ended_at,
  CASE WHEN p.is_void AND p.end_date IS NULL THEN p.start_date END AS paused_from,
  CAST(round(c.months) AS BIGINT) AS term_months, p.renewal_date, p.seats
FROM staging.stripe_plan_states p
JOIN newest n ON n.source = p.source AND n.item_id = p.item_id AND n.start_date = p.start_date
JOIN began g ON g.source = p.source AND g.item_id = p.item_id
JOIN staging.stripe_plan_changes c ON c.source = p.source AND c.item_id = p.item_id AND c.changed_on = p.start_date
JOIN staging.stripe_subscriptions b ON b.source = p.source AND b.subscription_id = p.subscription_id

-- grain: one row per subscription item and stretch of days between two changes
-- key: source, subscription_id, item_id, start_date
-- meaning: half-open; a state ends with the item's next change or with the
--   subscription. Items are numbered within their subscription in the order they came.
WITH spans AS (
  SELECT
    c.source, c.subscription_id, c.item_id, c.is_main, c.changed_on AS start_date,
    lead(c.changed_on) OVER (PARTITION BY c.source, c.subscription_id, c.item_id ORDER BY c.changed_on) AS next_change,
    min(c.changed_on) OVER (PARTITION BY c.source, c.subscription_id, c.item_id) AS item_began,
    c.product, c.currency, c.mrr, c.list_mrr, c.quantity, c.renewal_date, c.is_paused, c.is_removed
  FROM staging.billing_plan_changes c
)
SELECT
  p.source, p.subscription_id, p.item_id, p.start_date,
  least(p.next_change, b.ended_on) AS end_date,
  b.billing_id, b.ended_on, b.trial_from, b.trial_to,
  dense_rank() OVER (PARTITION BY p.source, p.subscription_id ORDER BY p.is_main DESC, p.item_began, p.item_id) AS item_number,
  p.product, p.currency, p.mrr, p.list_mrr, p.quantity AS seats, p.renewal_date, p.is_paused
FROM spans p
JOIN staging.billing_subscriptions b ON b.source = p.source AND b.subscription_id = p.subscription_id
WHERE NOT p.is_removed AND (b.ended_on IS NULL OR p.start_date < b.ended_on)

-- grain: one row per subscription (item), as it was last
-- key: source, subscription_id
-- meaning: the columns of core.subscriptions with the payer's billing_id: the
--   newest terms of every item under the id its periods have, and what is known
--   of the end by the as-of day.
WITH bounds AS (
  SELECT source, subscription_id, item_id, max(start_date) AS newest
  FROM staging.billing_plan_states
  GROUP BY source, subscription_id, item_id
)
SELECT
  p.source,
  CASE WHEN p.item_number = 1 THEN p.subscription_id ELSE p.subscription_id || '/' || p.item_id END AS subscription_id,
  p.billing_id, p.product, p.currency,
  CAST(c.unit_amount AS DECIMAL(18, 6)) AS unit_amount, CAST(c.quantity AS DECIMAL(18, 6)) AS quantity,
  c.billing_interval, c.billing_interval_count, nullif(c.discount_percent, 0) AS discount_percent,
  CAST(NULL AS DECIMAL(18, 6)) AS discount_amount, CAST(NULL AS DATE) AS discount_end, b.trial_to AS trial_end,
  b.start_at AS started_at, b.cancel_at, b.canceled_at, b.ended_at,
  CASE WHEN p.is_paused AND p.end_date IS NULL THEN p.start_date END AS paused_from, CAST(NULL AS DATE) AS paused_to,
  CAST(NULL AS DATE) AS past_due_since, c.term_months, p.renewal_date, p.seats
FROM staging.billing_plan_states p
JOIN bounds n
  ON n.source = p.source AND n.subscription_id = p.subscription_id AND n.item_id = p.item_id AND n.newest = p.start_date
JOIN staging.billing_plan_changes c
  ON c.source = p.source AND c.subscription_id = p.subscription_id AND c.item_id = p.item_id AND c.changed_on = p.start_date
JOIN staging.billing_subscriptions b ON b.source = p.source AND b.subscription_id = p.subscription_id

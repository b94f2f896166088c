-- grain: one row per subscription item and local day its plan, price or seats were set
-- key: source, subscription_id, item_id, changed_on
-- meaning: the plan history as the invoices tell it. mrr is net of lasting
--   discounts, before trials and arrears. is_paused marks a state for which
--   nothing is asked, is_removed one in which the item is gone. is_main is the
--   plan where billing tells the plan from its addons.
SELECT
  source, subscription_id, item_id, FALSE AS is_main, changed_on, product, currency, unit_amount, quantity,
  billing_interval, billing_interval_count, months, list_mrr, mrr, discount_percent, renewal_date,
  CAST(round(months) AS BIGINT) AS term_months, is_paused, is_removed
FROM staging.stripe_plan_changes
UNION ALL
SELECT
  source, subscription_id, item_id, is_main, changed_on, product, currency, unit_amount, quantity,
  billing_interval, billing_interval_count, months, list_mrr, mrr, discount_percent, renewal_date,
  term_months, is_paused, is_removed
FROM staging.chargebee_plan_changes

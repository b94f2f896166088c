-- grain: one row per subscription signed before its start
-- key: subscription_id
-- meaning: committed revenue until it starts: from signed_on to starts_on it is no
--   MRR yet. Also known of subscriptions that have started since.
-- check: not_null(signed_on, starts_on, mrr)
-- check: expression(signed_on < starts_on)
WITH signed AS (
  SELECT source, subscription_id, billing_id, signed_on, starts_on, mrr, currency FROM staging.billing_signed
  UNION ALL
  SELECT source, subscription_id, customer_id, signed_on, starts_on, mrr, currency FROM staging.files_signed_plans
)
SELECT g.subscription_id, i.customer_id, g.signed_on, g.starts_on, g.mrr, g.currency, g.source
FROM signed g
LEFT JOIN staging.identity_billing i ON i.source = g.source AND i.source_id = g.billing_id

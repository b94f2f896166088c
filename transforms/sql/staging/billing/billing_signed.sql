-- grain: one row per subscription of a billing system made before its start
-- key: source, subscription_id
-- meaning: what it starts with at list price: a discount is only seen on its first
--   invoice. Billing tells when the record was made, which stands for the signature.
WITH stripe_items AS (
  SELECT
    b.source, b.subscription_id,
    sum(p.unit_amount * coalesce(CAST(json_text(i.item, '$.quantity') AS DOUBLE), 1) / p.months) AS mrr
  FROM staging.stripe_subscriptions b
  CROSS JOIN UNNEST(json_elements(b.items)) AS i(item)
  JOIN staging.stripe_prices p ON p.source = b.source AND p.price_id = json_text(i.item, '$.price.id')
  WHERE NOT p.is_metered AND p.unit_amount IS NOT NULL AND p.months > 0 AND b.created_at < b.start_at
  GROUP BY b.source, b.subscription_id
),
chargebee_items AS (
  SELECT
    b.source, b.subscription_id,
    sum(coalesce(CAST(json_text(i.item, '$.amount_in_decimal') AS DOUBLE), CAST(json_text(i.item, '$.amount') AS DOUBLE) / b.minor_per_major)
      / coalesce(p.months, b.months)) AS mrr
  FROM staging.chargebee_subscriptions b
  CROSS JOIN UNNEST(json_elements(b.items)) AS i(item)
  LEFT JOIN staging.chargebee_item_prices p ON p.source = b.source AND p.price_id = json_text(i.item, '$.item_price_id')
  WHERE json_text(i.item, '$.item_type') IN ('plan', 'addon') AND b.created_at < b.start_at
  GROUP BY b.source, b.subscription_id
),
signed AS (
  SELECT b.source, b.subscription_id, b.billing_id, b.currency, b.created_at, b.start_at, b.canceled_at, i.mrr
  FROM staging.stripe_subscriptions b
  JOIN stripe_items i ON i.source = b.source AND i.subscription_id = b.subscription_id
  UNION ALL
  SELECT b.source, b.subscription_id, b.billing_id, b.currency, b.created_at, b.start_at, b.canceled_at, i.mrr
  FROM staging.chargebee_subscriptions b
  JOIN chargebee_items i ON i.source = b.source AND i.subscription_id = b.subscription_id
)
SELECT
  source, subscription_id, billing_id, local_day(created_at) AS signed_on, local_day(start_at) AS starts_on,
  CAST(round(mrr, 6) AS DECIMAL(18, 6)) AS mrr, currency
FROM signed
WHERE local_day(created_at) < local_day(start_at) AND mrr IS NOT NULL AND (canceled_at IS NULL OR canceled_at >= start_at)

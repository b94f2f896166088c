-- grain: one row per invoice line of a subscription item
-- key: source, invoice_id, line_number
-- meaning: lines without a subscription item (set-up fees) are not here. Amounts
--   in major units. is_credit marks the unused rest of an old state, which every
--   change of plan or seats gives back. months is null where billing does not tell
--   the price.
WITH lines AS (
  SELECT
    i.source, i.invoice_id, i.created_at, i.status, i.is_waived, i.currency, i.minor_per_major, l.line_number,
    json_text(l.line, '$.parent.subscription_item_details.subscription_item') AS item_id,
    coalesce(json_text(l.line, '$.parent.subscription_item_details.subscription'), i.subscription_id) AS subscription_id,
    coalesce(json_text(l.line, '$.pricing.price_details.price.id'), json_text(l.line, '$.pricing.price_details.price')) AS price_id,
    CAST(json_text(l.line, '$.pricing.unit_amount_decimal') AS DOUBLE) / i.minor_per_major AS line_unit_amount,
    CAST(json_text(l.line, '$.amount') AS DOUBLE) / i.minor_per_major AS amount,
    CAST(json_text(l.line, '$.quantity') AS DOUBLE) AS quantity,
    coalesce(CAST(json_text(l.line, '$.parent.subscription_item_details.proration') AS BOOLEAN), FALSE) AS is_proration,
    unix_instant(json_text(l.line, '$.period.start')) AS period_start,
    unix_instant(json_text(l.line, '$.period.end')) AS period_end,
    json_extract(l.line, '$.discount_amounts') AS discount_amounts
  FROM staging.stripe_invoices i
  CROSS JOIN UNNEST(json_elements(i.lines)) WITH ORDINALITY AS l(line, line_number)
)
SELECT
  l.source, l.invoice_id, l.line_number, l.created_at, l.status, l.is_waived, l.currency, l.item_id, l.subscription_id, l.price_id,
  coalesce(p.product, l.price_id) AS product,
  CASE WHEN NOT coalesce(p.is_tiered, FALSE) THEN coalesce(p.unit_amount, l.line_unit_amount) END AS unit_amount,
  l.amount, coalesce(l.quantity, 1) AS quantity, l.period_start, l.period_end,
  p.months, p.billing_interval, p.billing_interval_count,
  l.is_proration, l.is_proration AND l.amount < 0 AS is_credit, coalesce(p.is_metered, FALSE) AS is_metered,
  l.discount_amounts, l.minor_per_major
FROM lines l
LEFT JOIN staging.stripe_prices p ON p.source = l.source AND p.price_id = l.price_id
WHERE l.item_id IS NOT NULL

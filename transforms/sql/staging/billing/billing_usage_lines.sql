-- grain: one row per invoice line of a metered price
-- key: source, invoice_id, line_number
-- meaning: revenue from usage, in major units without tax and net of every
--   discount of the line. It is no MRR. served_on is the first day of the usage.
WITH stripe_discounts AS (
  SELECT l.source, l.invoice_id, l.line_number, sum(CAST(json_text(e.entry, '$.amount') AS DOUBLE) / l.minor_per_major) AS discounted
  FROM staging.stripe_invoice_lines l
  CROSS JOIN UNNEST(json_elements(l.discount_amounts)) AS e(entry)
  WHERE l.is_metered
  GROUP BY l.source, l.invoice_id, l.line_number
),
chargebee_lines AS (
  SELECT
    i.source, i.invoice_id, l.line_number, coalesce(json_text(l.line, '$.subscription_id'), i.subscription_id) AS subscription_id,
    i.currency, json_text(l.line, '$.entity_id') AS price_id, unix_instant(json_text(l.line, '$.date_from')) AS served_at,
    coalesce(CAST(json_text(l.line, '$.amount_in_decimal') AS DOUBLE), CAST(json_text(l.line, '$.amount') AS DOUBLE) / i.minor_per_major)
      - (coalesce(CAST(json_text(l.line, '$.discount_amount') AS DOUBLE), 0)
        + coalesce(CAST(json_text(l.line, '$.item_level_discount_amount') AS DOUBLE), 0)
        + CASE WHEN i.price_type = 'tax_inclusive' THEN coalesce(CAST(json_text(l.line, '$.tax_amount') AS DOUBLE), 0) ELSE 0 END
      ) / i.minor_per_major AS amount
  FROM staging.chargebee_invoices i
  CROSS JOIN UNNEST(json_elements(i.line_items)) WITH ORDINALITY AS l(line, line_number)
  WHERE coalesce(CAST(json_text(l.line, '$.metered') AS BOOLEAN), FALSE)
),
lines AS (
  SELECT
    l.source, l.invoice_id, l.line_number, l.subscription_id, l.currency, l.product, l.period_start AS served_at,
    l.amount - coalesce(d.discounted, 0) AS amount
  FROM staging.stripe_invoice_lines l
  LEFT JOIN stripe_discounts d ON d.source = l.source AND d.invoice_id = l.invoice_id AND d.line_number = l.line_number
  WHERE l.is_metered
  UNION ALL
  SELECT l.source, l.invoice_id, l.line_number, l.subscription_id, l.currency, coalesce(p.product, l.price_id), l.served_at, l.amount
  FROM chargebee_lines l
  LEFT JOIN staging.chargebee_item_prices p ON p.source = l.source AND p.price_id = l.price_id
)
SELECT
  l.source, l.invoice_id, l.line_number, l.subscription_id, i.billing_id, l.product, l.currency, local_day(l.served_at) AS served_on,
  CAST(round(l.amount, 6) AS DECIMAL(18, 6)) AS amount
FROM lines l
JOIN staging.billing_invoices i ON i.source = l.source AND i.invoice_id = l.invoice_id
WHERE i.status IN ('open', 'paid', 'uncollectible')

-- grain: one row per invoice line of a plan or an addon
-- key: source, invoice_id, line_number
-- meaning: metered lines, charges, set-up fees and void invoices are not here:
--   they carry no MRR. Amounts are major units without tax. is_whole marks a line
--   that covers one whole interval, so that its amount is the interval's price;
--   share is the part of the interval any other covers. The plan is one item
--   whatever it is called; an addon is its own.
WITH lines AS (
  SELECT
    i.source, i.invoice_id, i.created_at, i.currency, l.line_number, i.minor_per_major,
    coalesce(json_text(l.line, '$.subscription_id'), i.subscription_id) AS subscription_id,
    json_text(l.line, '$.id') AS line_id,
    json_text(l.line, '$.entity_type') AS entity_type,
    json_text(l.line, '$.entity_id') AS price_id,
    coalesce(CAST(json_text(l.line, '$.amount_in_decimal') AS DOUBLE), CAST(json_text(l.line, '$.amount') AS DOUBLE) / i.minor_per_major)
      AS amount,
    coalesce(CAST(json_text(l.line, '$.quantity_in_decimal') AS DOUBLE), CAST(json_text(l.line, '$.quantity') AS DOUBLE), 1) AS quantity,
    json_text(l.line, '$.pricing_model') AS pricing_model,
    (coalesce(CAST(json_text(l.line, '$.discount_amount') AS DOUBLE), 0)
      + coalesce(CAST(json_text(l.line, '$.item_level_discount_amount') AS DOUBLE), 0)) / i.minor_per_major AS any_discount,
    CASE WHEN i.price_type = 'tax_inclusive'
      THEN coalesce(CAST(json_text(l.line, '$.tax_amount') AS DOUBLE), 0) / i.minor_per_major ELSE 0 END AS included_tax,
    unix_instant(json_text(l.line, '$.date_from')) AS period_start,
    unix_instant(json_text(l.line, '$.date_to')) AS period_end
  FROM staging.chargebee_invoices i
  CROSS JOIN UNNEST(json_elements(i.line_items)) WITH ORDINALITY AS l(line, line_number)
  WHERE i.status <> 'void'
    AND json_text(l.line, '$.entity_type') IN ('plan_item_price', 'addon_item_price', 'plan', 'addon')
    AND NOT coalesce(CAST(json_text(l.line, '$.metered') AS BOOLEAN), FALSE)
),
priced AS (
  SELECT
    l.*, l.entity_type IN ('plan_item_price', 'plan') AS is_main,
    coalesce(p.item_id, l.price_id) AS own_item_id,
    coalesce(p.product, l.price_id) AS product,
    coalesce(p.billing_interval, b.billing_interval) AS billing_interval,
    CASE WHEN p.billing_interval IS NULL THEN b.billing_interval_count ELSE p.billing_interval_count END AS billing_interval_count,
    coalesce(p.months, b.months) AS months
  FROM lines l
  LEFT JOIN staging.chargebee_item_prices p ON p.source = l.source AND p.price_id = l.price_id
  LEFT JOIN staging.chargebee_subscriptions b ON b.source = l.source AND b.subscription_id = l.subscription_id
),
measured AS (
  SELECT
    p.*, CASE WHEN p.is_main THEN 'plan' ELSE p.own_item_id END AS item_id,
    interval_end(p.period_start, p.billing_interval, p.billing_interval_count) AS interval_end
  FROM priced p
)
SELECT
  m.source, m.invoice_id, m.line_number, m.created_at, m.currency, m.subscription_id, m.item_id, m.is_main, m.price_id, m.product,
  -- What a line costs without the tax inside it; its discounts shrink alike.
  m.amount * (1 - coalesce(m.included_tax / nullif(m.amount - m.any_discount, 0), 0)) AS amount,
  least(1.0, coalesce(d.discounted / nullif(m.amount, 0), 0)) AS discounted_share,
  m.quantity, m.pricing_model, m.period_start, m.period_end, m.billing_interval, m.billing_interval_count, m.months,
  -- An interval from a month's last day may end up to three days late.
  minutes_between(m.interval_end, m.period_end) BETWEEN -1440 AND CASE WHEN m.billing_interval IN ('month', 'year') THEN 5040 ELSE 720 END
    AS is_whole,
  minutes_between(m.period_start, m.period_end) / nullif(minutes_between(m.period_start, m.interval_end), 0) AS share
FROM measured m
LEFT JOIN staging.chargebee_line_discounts d
  ON d.source = m.source AND d.invoice_id = m.invoice_id AND d.line_id = m.line_id

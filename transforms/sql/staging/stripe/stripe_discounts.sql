-- grain: one row per discount an invoice names
-- key: source, invoice_id, discount_id
-- meaning: what is known of the discount's coupon, deleted ones included. A coupon
--   nobody knows any more counts as a lasting percentage. ends_at null = never.
WITH named AS (
  SELECT i.source, i.invoice_id, d.discount
  FROM staging.stripe_invoices i
  CROSS JOIN UNNEST(json_elements(i.discounts)) AS d(discount)
  UNION ALL
  SELECT i.source, i.invoice_id, d.discount
  FROM staging.stripe_invoices i
  CROSS JOIN UNNEST(json_elements(i.lines)) AS l(line)
  CROSS JOIN UNNEST(json_elements(json_extract(l.line, '$.discounts'))) AS d(discount)
),
known AS (
  SELECT
    source, invoice_id, json_text(discount, '$.id') AS discount_id,
    max(coalesce(json_text(discount, '$.source.coupon.id'), json_text(discount, '$.source.coupon'))) AS coupon_id,
    max(json_text(discount, '$.source.coupon.duration')) AS duration,
    max(json_text(discount, '$.source.coupon.amount_off')) AS amount_off,
    max(unix_instant(json_text(discount, '$.end'))) AS ends_at
  FROM named
  WHERE json_text(discount, '$.id') IS NOT NULL
  GROUP BY source, invoice_id, json_text(discount, '$.id')
),
coupons AS (
  SELECT _source, id, duration, amount_off FROM raw.stripe_coupons
  UNION ALL
  SELECT _source, id, duration, amount_off FROM raw.stripe_coupons_gone
)
SELECT
  k.source, k.invoice_id, k.discount_id, k.ends_at,
  coalesce(c.duration, k.duration, 'forever') AS duration,
  coalesce(c.amount_off, CAST(k.amount_off AS BIGINT)) IS NOT NULL AS is_amount
FROM known k
LEFT JOIN coupons c ON c._source = k.source AND c.id = k.coupon_id

-- grain: one row per invoice line with a lasting discount
-- key: source, invoice_id, line_number
-- meaning: the share of the line's amount that coupons lasting for ever or for
--   some months take off, 0 to 1. Coupons that apply once leave MRR alone; a
--   coupon nobody knows any more counts as lasting.
WITH coupons_of_discounts AS (
  SELECT DISTINCT
    i.source, i.invoice_id, json_text(d.discount, '$.id') AS discount_id,
    coalesce(json_text(d.discount, '$.source.coupon.id'), json_text(d.discount, '$.source.coupon')) AS coupon_id,
    json_text(d.discount, '$.source.coupon.duration') AS duration
  FROM staging.stripe_invoices i
  CROSS JOIN UNNEST(json_elements(i.discounts)) AS d(discount)
),
amounts AS (
  SELECT
    l.source, l.invoice_id, l.line_number, l.amount,
    coalesce(json_text(a.entry, '$.discount.id'), json_text(a.entry, '$.discount')) AS discount_id,
    CAST(json_text(a.entry, '$.amount') AS DOUBLE) / l.minor_per_major AS discounted
  FROM staging.stripe_invoice_lines l
  CROSS JOIN UNNEST(json_elements(l.discount_amounts)) AS a(entry)
)
SELECT
  a.source, a.invoice_id, a.line_number,
  least(1.0, sum(a.discounted) / max(a.amount)) AS discounted_share
FROM amounts a
LEFT JOIN coupons_of_discounts d
  ON d.source = a.source AND d.invoice_id = a.invoice_id AND d.discount_id = a.discount_id
LEFT JOIN raw.stripe_coupons c ON c._source = a.source AND c.id = d.coupon_id
WHERE a.amount > 0 AND coalesce(c.duration, d.duration, 'forever') <> 'once'
GROUP BY a.source, a.invoice_id, a.line_number

-- grain: one row per invoice line with a lasting discount
-- key: source, invoice_id, line_id
-- meaning: what the coupons and discounts the setting discounts lets count take off
--   the line, in major units: by default those that last for ever or for some months,
--   while one that applies once leaves MRR alone. Credits are money and no discount; a coupon nobody knows any more counts as lasting.
WITH coupons AS (
  SELECT _source, id, duration_type FROM raw.chargebee_coupons
  UNION ALL
  SELECT _source, id, duration_type FROM raw.chargebee_coupons_gone
),
discounts AS (
  SELECT b._source AS source, json_text(d.discount, '$.id') AS discount_id, max(json_text(d.discount, '$.duration_type')) AS duration_type
  FROM raw.chargebee_subscriptions b
  CROSS JOIN UNNEST(json_elements(b.discounts)) AS d(discount)
  GROUP BY b._source, json_text(d.discount, '$.id')
),
entries AS (
  SELECT
    i.source, i.invoice_id, json_text(e.entry, '$.line_item_id') AS line_id, json_text(e.entry, '$.discount_type') AS discount_type,
    coalesce(json_text(e.entry, '$.coupon_id'), json_text(e.entry, '$.entity_id')) AS discount_id,
    CAST(json_text(e.entry, '$.discount_amount') AS DOUBLE) / i.minor_per_major AS discounted
  FROM staging.chargebee_invoices i
  CROSS JOIN UNNEST(json_elements(i.line_item_discounts)) AS e(entry)
)
SELECT e.source, e.invoice_id, e.line_id, sum(e.discounted) AS discounted
FROM entries e
LEFT JOIN coupons c ON c._source = e.source AND c.id = e.discount_id
LEFT JOIN discounts d ON d.source = e.source AND d.discount_id = e.discount_id
CROSS JOIN core.settings s
WHERE coalesce(e.discount_type, '') NOT IN ('promotional_credits', 'prorated_credits')
  AND (s.discounts = 'all'
    OR (s.discounts = 'recurring_in_force' AND coalesce(c.duration_type, d.duration_type, 'forever') <> 'one_time')
    OR (s.discounts = 'forever_only' AND coalesce(c.duration_type, d.duration_type, 'forever') = 'forever'))
GROUP BY e.source, e.invoice_id, e.line_id

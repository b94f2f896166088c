-- grain: one row per invoice line of a plan or an addon
-- key: source, invoice_id, line_number
-- meaning: interval_amount is what a whole interval of the line costs. A line over
--   a part of one tells only that part's price, so the price is taken, in this
--   order, from the nearest whole line of the same price and quantity, its unit
--   price, the subscription, the price list, and at last from the line itself.
WITH whole AS (
  SELECT source, subscription_id, price_id, quantity, period_start, amount, pricing_model
  FROM staging.chargebee_invoice_lines
  WHERE is_whole AND amount > 0
),
nearest AS (
  SELECT
    l.source, l.invoice_id, l.line_number,
    min_by(w.amount, abs(minutes_between(w.period_start, l.period_start))) FILTER (WHERE w.quantity = l.quantity) AS same,
    min_by(w.amount / nullif(w.quantity, 0), abs(minutes_between(w.period_start, l.period_start)))
      FILTER (WHERE w.pricing_model = 'per_unit') AS unit
  FROM staging.chargebee_invoice_lines l
  JOIN whole w ON w.source = l.source AND w.subscription_id = l.subscription_id AND w.price_id = l.price_id
  WHERE NOT l.is_whole
  GROUP BY l.source, l.invoice_id, l.line_number
),
agreed AS (
  SELECT
    b.source, b.subscription_id, json_text(i.item, '$.item_price_id') AS price_id,
    max(coalesce(
      CAST(json_text(i.item, '$.unit_price_in_decimal') AS DOUBLE),
      CAST(json_text(i.item, '$.unit_price') AS DOUBLE) / b.minor_per_major
    )) AS unit
  FROM staging.chargebee_subscriptions b
  CROSS JOIN UNNEST(json_elements(b.items)) AS i(item)
  GROUP BY b.source, b.subscription_id, json_text(i.item, '$.item_price_id')
)
SELECT
  l.*,
  CASE
    WHEN l.is_whole THEN l.amount
    WHEN n.same IS NOT NULL THEN n.same
    WHEN l.pricing_model = 'per_unit' AND coalesce(n.unit, a.unit, p.unit_amount) IS NOT NULL
      THEN coalesce(n.unit, a.unit, p.unit_amount) * l.quantity
    WHEN l.pricing_model = 'flat_fee' AND coalesce(a.unit, p.unit_amount) IS NOT NULL THEN coalesce(a.unit, p.unit_amount)
    ELSE l.amount / nullif(l.share, 0)
  END AS interval_amount
FROM staging.chargebee_invoice_lines l
LEFT JOIN nearest n ON n.source = l.source AND n.invoice_id = l.invoice_id AND n.line_number = l.line_number
LEFT JOIN agreed a ON a.source = l.source AND a.subscription_id = l.subscription_id AND a.price_id = l.price_id
LEFT JOIN staging.chargebee_item_prices p ON p.source = l.source AND p.price_id = l.price_id

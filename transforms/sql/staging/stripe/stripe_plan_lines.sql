-- grain: one row per invoice, subscription item, price and span
-- key: source, invoice_id, item_id, line_number
-- meaning: a tiered price makes a line for each tier and each flat fee; together
--   they are one state, known by the first's line_number. interval_amount is what a
--   whole interval costs: units times price, what was billed for a whole interval
--   of a tiered price, or a walk over the tiers where only a part was billed.
WITH grouped AS (
  SELECT
    l.source, l.invoice_id, l.item_id, l.price_id, l.period_start, l.period_end, l.is_credit, l.is_proration,
    min(l.line_number) AS line_number, min(l.created_at) AS created_at, min(l.status) AS status, bool_or(l.is_waived) AS is_waived,
    min(l.subscription_id) AS subscription_id, min(l.product) AS product, min(l.currency) AS currency, min(l.unit_amount) AS unit_amount,
    min(l.months) AS months, min(l.billing_interval) AS billing_interval, min(l.billing_interval_count) AS billing_interval_count,
    sum(l.amount) AS amount, sum(l.quantity) AS summed, max(l.quantity) AS greatest_quantity,
    sum(coalesce(d.percent_off, 0)) AS percent_off, sum(coalesce(d.amount_off, 0)) AS amount_off, count(d.line_number) AS discounted_lines,
    CASE WHEN count(d.line_number) = count(d.ends_at) THEN max(d.ends_at) END AS discount_ends_at
  FROM staging.stripe_invoice_lines l
  LEFT JOIN staging.stripe_line_discounts d
    ON d.source = l.source AND d.invoice_id = l.invoice_id AND d.line_number = l.line_number
  WHERE NOT l.is_metered
  GROUP BY l.source, l.invoice_id, l.item_id, l.price_id, l.period_start, l.period_end, l.is_credit, l.is_proration
),
counted AS (
  SELECT
    g.*, coalesce(p.is_tiered, FALSE) AS is_tiered, p.tiers_mode, coalesce(p.divide_by, 1) AS divide_by, coalesce(p.round_units, 'up') AS round_units,
    CASE WHEN coalesce(p.is_tiered, FALSE) AND p.tiers_mode = 'graduated' THEN g.summed ELSE g.greatest_quantity END AS quantity,
    minutes_between(g.period_start, g.period_end)
      / nullif(minutes_between(g.period_start, interval_end(g.period_start, g.billing_interval, g.billing_interval_count)), 0) AS share
  FROM grouped g
  LEFT JOIN staging.stripe_prices p ON p.source = g.source AND p.price_id = g.price_id
),
walked AS (
  SELECT
    c.source, c.invoice_id, c.item_id, c.line_number,
    sum(CASE
      WHEN c.tiers_mode = 'volume' THEN CASE
        WHEN (c.quantity > t.from_units OR t.tier = 1) AND (t.to_units IS NULL OR c.quantity <= t.to_units)
        THEN c.quantity * t.unit_amount + t.flat_amount ELSE 0 END
      WHEN c.quantity > t.from_units OR t.tier = 1
        THEN (least(c.quantity, coalesce(t.to_units, c.quantity)) - t.from_units) * t.unit_amount + t.flat_amount
      ELSE 0
    END) AS amount
  FROM counted c
  JOIN staging.stripe_price_tiers t ON t.source = c.source AND t.price_id = c.price_id
  WHERE c.is_tiered
  GROUP BY c.source, c.invoice_id, c.item_id, c.line_number
)
SELECT
  c.source, c.invoice_id, c.item_id, c.line_number, c.created_at, c.status, c.is_waived, c.subscription_id, c.product, c.currency,
  c.quantity, c.months, c.billing_interval, c.billing_interval_count, c.period_start, c.period_end, c.is_credit, c.is_proration,
  CASE
    WHEN c.is_tiered AND NOT c.is_proration AND c.amount > 0 THEN c.amount
    WHEN c.is_tiered AND w.amount IS NOT NULL THEN w.amount
    WHEN c.unit_amount IS NULL THEN CASE WHEN c.is_proration THEN c.amount / nullif(c.share, 0) ELSE c.amount END
    WHEN c.divide_by = 1 THEN c.unit_amount * c.quantity
    WHEN c.round_units = 'down' THEN c.unit_amount * floor(c.quantity / c.divide_by)
    ELSE c.unit_amount * ceil(c.quantity / c.divide_by)
  END AS interval_amount,
  CASE WHEN c.amount > 0 THEN least(1.0, c.percent_off / c.amount) ELSE 0 END AS percent_share,
  c.amount_off, c.discounted_lines > 0 AS is_discounted, c.discount_ends_at
FROM counted c
LEFT JOIN walked w
  ON w.source = c.source AND w.invoice_id = c.invoice_id AND w.item_id = c.item_id AND w.line_number = c.line_number

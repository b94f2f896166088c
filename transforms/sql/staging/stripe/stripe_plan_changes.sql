-- grain: one row per subscription item and local day its plan, price or seats were set
-- key: source, item_id, changed_on
-- meaning: the plan history as the invoices tell it: every line of an item sets
--   the state from its period's start on; of several on one day the last counts.
--   A credit that no charge of the same instant follows takes the item away
--   (is_removed). Subscriptions no invoice knows yet count from their start with
--   what they hold. mrr is net of lasting discounts, before trials and arrears.
WITH from_invoices AS (
  SELECT
    l.source, l.subscription_id, l.item_id, l.product, l.currency, l.unit_amount, l.quantity, l.months,
    l.billing_interval, l.billing_interval_count,
    coalesce(l.unit_amount * l.quantity, l.amount) AS amount,
    coalesce(d.discounted_share, 0) AS discounted_share,
    l.is_credit AS is_removed, l.status = 'void' AS is_paused,
    l.period_start AS changed_at, l.period_end, l.created_at, l.invoice_id, l.line_number
  FROM staging.stripe_invoice_lines l
  LEFT JOIN staging.stripe_line_discounts d
    ON d.source = l.source AND d.invoice_id = l.invoice_id AND d.line_number = l.line_number
),
not_invoiced AS (
  SELECT
    b.source, b.subscription_id, json_text(i.item, '$.id') AS item_id, p.product, b.currency, p.unit_amount,
    coalesce(CAST(json_text(i.item, '$.quantity') AS BIGINT), 1) AS quantity, p.months,
    p.billing_interval, p.billing_interval_count, b.start_at,
    unix_instant(json_text(i.item, '$.current_period_end')) AS period_end
  FROM staging.stripe_subscriptions b
  CROSS JOIN UNNEST(json_elements(b.items)) AS i(item)
  JOIN staging.stripe_prices p ON p.source = b.source AND p.price_id = json_text(i.item, '$.price.id')
  WHERE NOT p.is_metered AND p.unit_amount IS NOT NULL
    AND NOT EXISTS (
      SELECT 1 FROM staging.stripe_invoice_lines l WHERE l.source = b.source AND l.subscription_id = b.subscription_id
    )
),
changes AS (
  SELECT
    source, subscription_id, item_id, product, currency, unit_amount, quantity, months, billing_interval,
    billing_interval_count, amount, discounted_share, is_removed, is_paused, changed_at, period_end, created_at, invoice_id, line_number
  FROM from_invoices
  UNION ALL
  SELECT
    source, subscription_id, item_id, product, currency, unit_amount, quantity, months, billing_interval,
    billing_interval_count, unit_amount * quantity, 0, FALSE, FALSE, start_at, period_end, start_at, '', 0
  FROM not_invoiced
),
ranked AS (
  SELECT
    c.*, local_day(c.changed_at) AS changed_on,
    row_number() OVER (
      PARTITION BY c.source, c.item_id, local_day(c.changed_at)
      ORDER BY c.changed_at DESC, c.is_removed, c.created_at DESC, c.invoice_id DESC, c.line_number DESC
    ) AS rank
  FROM changes c
)
SELECT
  r.source, r.subscription_id, r.item_id, r.changed_on, r.product, r.currency,
  r.unit_amount, r.quantity, r.billing_interval, r.billing_interval_count, r.months,
  CAST(round(r.amount / coalesce(r.months, 1), 6) AS DECIMAL(18, 6)) AS list_mrr,
  CAST(round(r.amount * (1 - r.discounted_share) / coalesce(r.months, 1), 6) AS DECIMAL(18, 6)) AS mrr,
  CAST(round(100 * r.discounted_share, 6) AS DOUBLE) AS discount_percent,
  CASE WHEN r.months >= s.min_term_months THEN local_day(r.period_end) END AS renewal_date,
  r.is_paused, r.is_removed
FROM ranked r
CROSS JOIN core.settings s
WHERE r.rank = 1 AND r.changed_on <= s.as_of

-- grain: one row per subscription item and local day its plan, price or seats were set
-- key: source, item_id, changed_on
-- meaning: the plan history as the invoices tell it: every line of an item sets
--   the state from its period's start on; of several on one day the last counts.
--   A credit that no charge of the same instant follows takes the item away
--   (is_removed). The amount of a proration is net of the discounts already, so it
--   names none: those of the item's last whole line still hold. Subscriptions no
--   invoice knows yet count from their start with what they hold. is_paused: the
--   invoice asks for nothing, or is kept as a draft by a pause.
WITH inherited AS (
  SELECT
    l.source, l.invoice_id, l.item_id, l.line_number,
    max_by(w.percent_share, w.period_start) AS percent_share, max_by(w.amount_off, w.period_start) AS amount_off
  FROM staging.stripe_plan_lines l
  JOIN staging.stripe_plan_lines w
    ON w.source = l.source AND w.item_id = l.item_id AND NOT w.is_proration AND w.period_start <= l.period_start
    AND (NOT w.is_discounted OR w.discount_ends_at IS NULL OR w.discount_ends_at > l.period_start)
  WHERE l.is_proration AND NOT l.is_discounted AND NOT l.is_credit
  GROUP BY l.source, l.invoice_id, l.item_id, l.line_number
),
from_invoices AS (
  SELECT
    l.source, l.subscription_id, l.item_id, l.product, l.currency, l.interval_amount, l.quantity, l.months,
    l.billing_interval, l.billing_interval_count,
    coalesce(i.percent_share, l.percent_share) AS percent_share, coalesce(i.amount_off, l.amount_off) AS amount_off,
    l.is_credit AS is_removed,
    l.is_waived OR (l.status = 'draft' AND coalesce(b.pause_behavior, '') = 'keep_as_draft') AS is_paused,
    l.period_start AS changed_at, l.period_end, l.created_at, l.invoice_id, l.line_number
  FROM staging.stripe_plan_lines l
  LEFT JOIN inherited i
    ON i.source = l.source AND i.invoice_id = l.invoice_id AND i.item_id = l.item_id AND i.line_number = l.line_number
  LEFT JOIN staging.stripe_subscriptions b ON b.source = l.source AND b.subscription_id = l.subscription_id
),
not_invoiced AS (
  SELECT
    b.source, b.subscription_id, json_text(i.item, '$.id') AS item_id, p.product, b.currency, p.unit_amount,
    coalesce(CAST(json_text(i.item, '$.quantity') AS DOUBLE), 1) AS quantity, p.months,
    p.billing_interval, p.billing_interval_count, b.start_at,
    unix_instant(json_text(i.item, '$.current_period_end')) AS period_end
  FROM staging.stripe_subscriptions b
  CROSS JOIN UNNEST(json_elements(b.items)) AS i(item)
  JOIN staging.stripe_prices p ON p.source = b.source AND p.price_id = json_text(i.item, '$.price.id')
  WHERE NOT p.is_metered AND p.unit_amount IS NOT NULL
    AND NOT EXISTS (
      SELECT 1 FROM staging.stripe_plan_lines l WHERE l.source = b.source AND l.subscription_id = b.subscription_id
    )
),
changes AS (
  SELECT
    source, subscription_id, item_id, product, currency, interval_amount, quantity, months, billing_interval,
    billing_interval_count, percent_share, amount_off, is_removed, is_paused, changed_at, period_end, created_at, invoice_id, line_number
  FROM from_invoices
  UNION ALL
  SELECT
    source, subscription_id, item_id, product, currency, unit_amount * quantity, quantity, months, billing_interval,
    billing_interval_count, 0, 0, FALSE, FALSE, start_at, period_end, start_at, '', 0
  FROM not_invoiced
),
ranked AS (
  SELECT
    c.*, local_day(c.changed_at) AS changed_on,
    not_negative(c.interval_amount * (1 - c.percent_share) - c.amount_off) AS net,
    row_number() OVER (
      PARTITION BY c.source, c.item_id, local_day(c.changed_at)
      ORDER BY c.changed_at DESC, c.is_removed, c.created_at DESC, c.invoice_id DESC, c.line_number DESC
    ) AS rank
  FROM changes c
)
SELECT
  r.source, r.subscription_id, r.item_id, r.changed_on, r.product, r.currency,
  r.interval_amount / nullif(r.quantity, 0) AS unit_amount, CAST(round(r.quantity) AS BIGINT) AS quantity,
  r.billing_interval, r.billing_interval_count, r.months,
  CAST(round(r.interval_amount / coalesce(r.months, 1), 6) AS DECIMAL(18, 6)) AS list_mrr,
  CAST(round(r.net / coalesce(r.months, 1), 6) AS DECIMAL(18, 6)) AS mrr,
  CAST(round(100 * (1 - coalesce(r.net / nullif(r.interval_amount, 0), 1)), 6) AS DOUBLE) AS discount_percent,
  CASE WHEN r.months >= s.min_term_months THEN local_day(r.period_end) END AS renewal_date,
  r.is_paused, r.is_removed
FROM ranked r
CROSS JOIN core.settings s
WHERE r.rank = 1 AND r.changed_on <= s.as_of

-- grain: one row per subscription item and local day its plan, price or seats were set
-- key: source, subscription_id, item_id, changed_on
-- meaning: the plan history as the invoices tell it: every line of an item sets
--   the state from its period's start on; of several on one day the last counts.
--   Where invoices leave a stretch out the plan is paused and an addon gone; an
--   addon is gone too where a credit note gives its rest back and nothing is
--   charged instead. A trial is never invoiced: it has the first plan's terms.
--   Subscriptions no invoice knows yet count from their start with what they hold.
WITH charged AS (
  SELECT
    source, subscription_id, item_id, is_main, product, currency, interval_amount, discounted_share, quantity, months,
    billing_interval, billing_interval_count, period_start AS changed_at, period_end, FALSE AS is_paused, FALSE AS is_removed,
    created_at, invoice_id, line_number
  FROM staging.chargebee_prices_paid
),
idle AS (
  SELECT
    c.source, c.subscription_id, c.item_id, c.is_main, c.product, c.currency, c.interval_amount, c.discounted_share, c.quantity, c.months,
    c.billing_interval, c.billing_interval_count, g.gap_start, CAST(NULL AS TIMESTAMP), NOT g.is_removed, g.is_removed,
    c.created_at, c.invoice_id, c.line_number
  FROM staging.chargebee_gaps g
  JOIN charged c ON c.source = g.source AND c.invoice_id = g.invoice_id AND c.line_number = g.line_number
),
given_back AS (
  SELECT
    n._source, coalesce(json_text(l.line, '$.subscription_id'), n.subscription_id), coalesce(p.item_id, json_text(l.line, '$.entity_id')),
    FALSE, p.product, upper(n.currency), 0.0, 0.0, 0.0, p.months, p.billing_interval, p.billing_interval_count,
    unix_instant(json_text(l.line, '$.date_from')), CAST(NULL AS TIMESTAMP), FALSE, TRUE, n.issued_at, n.id, l.line_number
  FROM raw.chargebee_credit_notes n
  CROSS JOIN core.settings s
  CROSS JOIN UNNEST(json_elements(n.line_items)) WITH ORDINALITY AS l(line, line_number)
  LEFT JOIN staging.chargebee_item_prices p ON p.source = n._source AND p.price_id = json_text(l.line, '$.entity_id')
  WHERE n.reason_code = 'subscription_change' AND coalesce(n.status, '') <> 'voided' AND n.issued_at < s.as_of_end
    AND json_text(l.line, '$.entity_type') = 'addon_item_price'
),
tried AS (
  SELECT
    c.source, c.subscription_id, c.item_id, c.is_main, c.product, c.currency, c.interval_amount, c.discounted_share, c.quantity, c.months,
    c.billing_interval, c.billing_interval_count, b.start_at, CAST(NULL AS TIMESTAMP), FALSE, FALSE, c.created_at, c.invoice_id, c.line_number
  FROM staging.chargebee_subscriptions b
  JOIN charged c ON c.source = b.source AND c.subscription_id = b.subscription_id
  WHERE b.trial_from IS NOT NULL
    AND c.changed_at = (
      SELECT min(f.changed_at) FROM charged f WHERE f.source = b.source AND f.subscription_id = b.subscription_id
    )
    AND b.start_at < c.changed_at
),
not_invoiced AS (
  SELECT
    b.source, b.subscription_id,
    CASE WHEN json_text(i.item, '$.item_type') = 'plan' THEN 'plan' ELSE coalesce(p.item_id, json_text(i.item, '$.item_price_id')) END,
    json_text(i.item, '$.item_type') = 'plan', coalesce(p.product, json_text(i.item, '$.item_price_id')), b.currency,
    coalesce(
      CAST(json_text(i.item, '$.amount_in_decimal') AS DOUBLE), CAST(json_text(i.item, '$.amount') AS DOUBLE) / b.minor_per_major
    ), 0.0,
    coalesce(CAST(json_text(i.item, '$.quantity_in_decimal') AS DOUBLE), CAST(json_text(i.item, '$.quantity') AS DOUBLE), 1),
    coalesce(p.months, b.months), coalesce(p.billing_interval, b.billing_interval), coalesce(p.billing_interval_count, b.billing_interval_count),
    b.start_at, b.current_term_end, FALSE, FALSE, b.start_at, '', 0
  FROM staging.chargebee_subscriptions b
  CROSS JOIN UNNEST(json_elements(b.items)) AS i(item)
  LEFT JOIN staging.chargebee_item_prices p ON p.source = b.source AND p.price_id = json_text(i.item, '$.item_price_id')
  WHERE json_text(i.item, '$.item_type') IN ('plan', 'addon')
    AND coalesce(json_text(i.item, '$.amount_in_decimal'), json_text(i.item, '$.amount')) IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM charged c WHERE c.source = b.source AND c.subscription_id = b.subscription_id)
),
changes AS (
  SELECT * FROM charged
  UNION ALL
  SELECT * FROM idle
  UNION ALL
  SELECT * FROM given_back
  UNION ALL
  SELECT * FROM tried
  UNION ALL
  SELECT * FROM not_invoiced
),
ranked AS (
  SELECT
    c.*, local_day(c.changed_at) AS changed_on,
    row_number() OVER (
      PARTITION BY c.source, c.subscription_id, c.item_id, local_day(c.changed_at)
      ORDER BY c.changed_at DESC, c.is_removed, c.is_paused, c.created_at DESC, c.invoice_id DESC, c.line_number DESC
    ) AS rank
  FROM changes c
)
SELECT
  r.source, r.subscription_id, r.item_id, r.is_main, r.changed_on, r.product, r.currency,
  r.interval_amount / nullif(r.quantity, 0) AS unit_amount, CAST(round(r.quantity) AS BIGINT) AS quantity,
  r.billing_interval, r.billing_interval_count, r.months,
  CAST(round(r.interval_amount / coalesce(r.months, 1), 6) AS DECIMAL(18, 6)) AS list_mrr,
  CAST(round(r.interval_amount * (1 - r.discounted_share) / coalesce(r.months, 1), 6) AS DECIMAL(18, 6)) AS mrr,
  CAST(round(100 * r.discounted_share, 6) AS DOUBLE) AS discount_percent,
  CASE WHEN r.months >= s.min_term_months THEN local_day(coalesce(
    CASE WHEN r.changed_at >= b.contract_from AND r.changed_at < b.contract_to THEN b.contract_to END, r.period_end
  )) END AS renewal_date,
  coalesce(
    CASE WHEN r.changed_at >= b.contract_from AND r.changed_at < b.contract_to
      THEN CAST(round(days_between(b.contract_from, b.contract_to) * 12 / 365.0) AS BIGINT) END,
    CAST(round(r.months) AS BIGINT)
  ) AS term_months,
  r.is_paused, r.is_removed
FROM ranked r
CROSS JOIN core.settings s
JOIN staging.chargebee_subscriptions b ON b.source = r.source AND b.subscription_id = r.subscription_id
WHERE r.rank = 1 AND r.changed_on <= s.as_of

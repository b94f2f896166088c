-- grain: one row per invoice, as it stood at the end of the as-of day
-- key: source, invoice_id
-- meaning: amounts in major units. status and paid_on forget what came later;
--   due_on is the day of creation where a card is charged. is_waived marks invoices
--   nobody is asked to pay: void ones, and those given up at once, as a pause of the
--   collection does; their amount_due is 0.
WITH known AS (
  SELECT
    i._source AS source, i.id AS invoice_id, i.customer_id AS billing_id, i.subscription_id, i.status AS last_status,
    upper(i.currency) AS currency, coalesce(u.minor_per_major, 100) AS minor_per_major,
    i.total, i.total_excluding_tax, i.amount_due, i.amount_remaining, i.lines, i.discounts, i.created_at, i.due_at,
    -- Zero invoices are paid by being made, without a moment of payment.
    CASE WHEN i.status = 'paid' THEN coalesce(i.paid_at, i.created_at) ELSE i.paid_at END AS paid_at,
    CASE WHEN i.status = 'void' THEN coalesce(i.voided_at, i.created_at) ELSE i.voided_at END AS voided_at,
    CASE WHEN i.status = 'uncollectible' THEN coalesce(i.marked_uncollectible_at, i.created_at) ELSE i.marked_uncollectible_at END
      AS uncollectible_at,
    CASE WHEN i.status <> 'draft' THEN coalesce(i.finalized_at, i.created_at) END AS finalized_at,
    s.as_of_end
  FROM raw.stripe_invoices i
  CROSS JOIN core.settings s
  LEFT JOIN staging.currency_units u ON u.currency = upper(i.currency)
  LEFT JOIN staging.stripe_live_sources v ON v.source = i._source
  WHERE i.created_at < s.as_of_end AND i.test_clock IS NULL AND (v.source IS NULL OR coalesce(i.livemode, TRUE))
),
standing AS (
  SELECT
    k.*,
    CASE
      WHEN voided_at < as_of_end THEN 'void'
      WHEN paid_at < as_of_end THEN 'paid'
      WHEN uncollectible_at < as_of_end THEN 'uncollectible'
      WHEN finalized_at < as_of_end THEN 'open'
      ELSE 'draft'
    END AS status,
    coalesce(voided_at < as_of_end, FALSE)
      OR coalesce(uncollectible_at < least(as_of_end, finalized_at + INTERVAL 1 DAY) AND paid_at IS NULL, FALSE) AS is_waived
  FROM known k
)
SELECT
  source, invoice_id, billing_id, subscription_id, currency, status, created_at,
  local_day(created_at) AS issued_on,
  local_day(coalesce(due_at, created_at)) AS due_on,
  CASE WHEN status = 'paid' THEN local_day(paid_at) END AS paid_on,
  CAST(total / CAST(minor_per_major AS DOUBLE) AS DECIMAL(18, 6)) AS amount,
  CAST((total - coalesce(total_excluding_tax, total)) / CAST(minor_per_major AS DOUBLE) AS DECIMAL(18, 6)) AS tax,
  CAST(CASE
    WHEN status NOT IN ('open', 'uncollectible') THEN 0
    WHEN last_status = 'paid' THEN coalesce(amount_due, total)
    ELSE coalesce(amount_remaining, amount_due, total)
  END / CAST(minor_per_major AS DOUBLE) AS DECIMAL(18, 6)) AS open_amount,
  CAST(CASE WHEN is_waived THEN 0 ELSE coalesce(amount_due, total) END / CAST(minor_per_major AS DOUBLE) AS DECIMAL(18, 6)) AS amount_due,
  is_waived, minor_per_major, lines, discounts
FROM standing

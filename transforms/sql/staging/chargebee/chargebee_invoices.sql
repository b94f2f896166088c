-- grain: one row per invoice, as it stood at the end of the as-of day
-- key: source, invoice_id
-- meaning: amounts in major units. status and paid_on forget what came later;
--   when dunning gave an invoice up is not told, so that counts from its last
--   change. An invoice over several subscriptions has no subscription_id.
-- check: accepted(status, draft, open, paid, uncollectible, void)
WITH one_subscription AS (
  SELECT i._source, i.id, min(json_text(l.line, '$.subscription_id')) AS subscription_id
  FROM raw.chargebee_invoices i
  CROSS JOIN UNNEST(json_elements(i.line_items)) AS l(line)
  WHERE i.subscription_id IS NULL
  GROUP BY i._source, i.id
  HAVING count(DISTINCT json_text(l.line, '$.subscription_id')) = 1
),
known AS (
  SELECT
    i._source AS source, i.id AS invoice_id, i.customer_id AS billing_id, coalesce(i.subscription_id, o.subscription_id) AS subscription_id,
    upper(i.currency) AS currency, CAST(coalesce(u.minor_per_major, 100) AS DOUBLE) AS minor_per_major, i.status AS last_status,
    i.total, coalesce(i.tax, 0) AS tax, i.amount_due,
    coalesce(i.amount_paid, 0) + coalesce(i.amount_due, 0) + coalesce(i.write_off_amount, 0) AS asked,
    i.issued_at, i.due_at, i.price_type, i.line_items, i.line_item_discounts,
    CASE WHEN i.status = 'paid' THEN coalesce(i.paid_at, i.issued_at) ELSE i.paid_at END AS paid_at,
    CASE WHEN i.status = 'voided' THEN coalesce(i.voided_at, i.issued_at) END AS voided_at,
    CASE WHEN i.status = 'not_paid' THEN coalesce(i.updated_at, i.issued_at) END AS given_up_at,
    s.as_of_end
  FROM raw.chargebee_invoices i
  CROSS JOIN core.settings s
  LEFT JOIN one_subscription o ON o._source = i._source AND o.id = i.id
  LEFT JOIN staging.chargebee_currency_units u ON u.currency = upper(i.currency)
  WHERE i.issued_at < s.as_of_end
),
standing AS (
  SELECT
    k.*,
    CASE
      WHEN voided_at < as_of_end THEN 'void'
      WHEN paid_at < as_of_end THEN 'paid'
      WHEN given_up_at < as_of_end THEN 'uncollectible'
      WHEN last_status = 'pending' THEN 'draft'
      ELSE 'open'
    END AS status
  FROM known k
)
SELECT
  source, invoice_id, billing_id, subscription_id, currency, status, issued_at AS created_at,
  local_day(issued_at) AS issued_on,
  local_day(coalesce(due_at, issued_at)) AS due_on,
  CASE WHEN status = 'paid' THEN local_day(paid_at) END AS paid_on,
  CAST(total / minor_per_major AS DECIMAL(18, 6)) AS amount,
  CAST(tax / minor_per_major AS DECIMAL(18, 6)) AS tax,
  CAST(CASE
    WHEN status NOT IN ('open', 'uncollectible') THEN 0
    WHEN last_status = 'paid' THEN asked
    ELSE coalesce(amount_due, total)
  END / minor_per_major AS DECIMAL(18, 6)) AS open_amount,
  CAST(asked / minor_per_major AS DECIMAL(18, 6)) AS amount_due,
  minor_per_major, price_type, line_items, line_item_discounts
FROM standing

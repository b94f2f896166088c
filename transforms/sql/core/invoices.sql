-- grain: one row per invoice
-- key: invoice_id
-- meaning: as it stood at the end of the as-of day, amounts in its currency and
--   tax included; open_amount is what was still owed.
-- check: accepted(status, draft, open, paid, uncollectible, void)
-- check[warn]: not_null(issued_on)
WITH invoices AS (
  SELECT
    source, own_id(source, invoice_id, min(source) OVER same, max(source) OVER same) AS invoice_id, billing_id, subscription_id,
    issued_on, due_on, paid_on, amount, tax, open_amount, currency, status
  FROM staging.billing_invoices
  WINDOW same AS (PARTITION BY invoice_id)
  UNION ALL
  SELECT
    f._source, f.invoice_id, f.customer_id, NULL, f.issued_on, coalesce(f.due_on, f.issued_on),
    CASE WHEN f.paid_on <= s.as_of THEN f.paid_on END,
    CAST(f.amount AS DECIMAL(18, 6)), CAST(coalesce(f.tax, 0) AS DECIMAL(18, 6)),
    CAST(CASE WHEN f.paid_on <= s.as_of OR word_of(f.status) IN ('void', 'draft') THEN 0 ELSE f.amount END AS DECIMAL(18, 6)),
    currency_or(f.currency, s.currency),
    CASE
      WHEN word_of(f.status) IN ('void', 'draft', 'uncollectible') THEN word_of(f.status)
      WHEN f.paid_on <= s.as_of THEN 'paid'
      WHEN f.paid_on IS NULL AND word_of(f.status) = 'paid' THEN 'paid'
      ELSE 'open'
    END
  FROM raw.files_invoices f
  CROSS JOIN core.settings s
  WHERE f.issued_on IS NULL OR f.issued_on <= s.as_of
)
SELECT
  v.invoice_id, i.customer_id, v.subscription_id, v.issued_on, v.due_on, v.paid_on, v.amount, v.tax,
  v.open_amount, v.currency, v.status, v.source
FROM invoices v
LEFT JOIN staging.identity_billing i ON i.source = v.source AND i.source_id = v.billing_id

-- grain: one row per charge for metered use
-- key: source, charge_id
-- meaning: what metered prices were billed for, without tax and net of discounts. It
--   is no MRR, which holds fixed prices alone. Of a billing system one invoice line
--   is one charge.
-- check: not_null(used_on, amount)
WITH charges AS (
  SELECT source, invoice_id || '/' || CAST(line_number AS VARCHAR) AS charge_id, billing_id, product, served_on AS used_on, amount, currency
  FROM staging.billing_usage_lines
  UNION ALL
  SELECT f._source, f.charge_id, f.customer_id, f.product, f.used_on, CAST(f.amount AS DECIMAL(18, 6)), currency_or(f.currency, s.currency)
  FROM raw.files_usage_charges f
  CROSS JOIN core.settings s
  WHERE f.used_on <= s.as_of
)
SELECT c.source, c.charge_id, i.customer_id, c.product, c.used_on, c.amount, c.currency
FROM charges c
LEFT JOIN staging.identity_billing i ON i.source = c.source AND i.source_id = c.billing_id

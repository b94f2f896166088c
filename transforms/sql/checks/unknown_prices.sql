-- severity: error
-- source: billing
-- meaning: subscription lines whose price or interval billing does not tell; their MRR would be a guess
-- total: staging.billing_invoices
WITH unclear AS (
  SELECT source, invoice_id, product FROM staging.stripe_invoice_lines WHERE months IS NULL AND NOT is_metered
  UNION ALL
  SELECT source, invoice_id, product FROM staging.chargebee_invoice_lines WHERE months IS NULL
)
SELECT
  l.invoice_id || ': ' || coalesce(l.product, 'no price') AS key,
  b.customer_id
FROM unclear l
JOIN staging.billing_invoices i ON i.source = l.source AND i.invoice_id = l.invoice_id
LEFT JOIN staging.identity_billing b ON b.source = i.source AND b.source_id = i.billing_id

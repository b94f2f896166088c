-- severity: error
-- source: billing
-- meaning: subscription lines whose price or interval billing does not tell; their MRR would be a guess
-- total: staging.stripe_invoice_lines
SELECT
  l.invoice_id || ': ' || coalesce(l.product, 'no price') AS key,
  b.customer_id
FROM staging.stripe_invoice_lines l
JOIN staging.stripe_invoices i ON i.source = l.source AND i.invoice_id = l.invoice_id
LEFT JOIN staging.identity_billing b ON b.source = i.source AND b.source_id = i.billing_id
WHERE l.months IS NULL

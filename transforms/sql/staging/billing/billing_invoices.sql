-- grain: one row per invoice, as it stood at the end of the as-of day
-- key: source, invoice_id
-- meaning: amounts in major units, tax included. status and paid_on forget what
--   came later; due_on is the day of creation where a card is charged. amount_due
--   is what was to be paid at first, open_amount what was still owed.
-- check: accepted(status, draft, open, paid, uncollectible, void)
SELECT
  source, invoice_id, billing_id, subscription_id, currency, status, created_at, issued_on, due_on, paid_on,
  amount, tax, open_amount, amount_due
FROM staging.stripe_invoices
UNION ALL
SELECT
  source, invoice_id, billing_id, subscription_id, currency, status, created_at, issued_on, due_on, paid_on,
  amount, tax, open_amount, amount_due
FROM staging.chargebee_invoices

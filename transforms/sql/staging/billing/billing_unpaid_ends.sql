-- grain: one row per subscription that ended with an overdue invoice unpaid
-- key: source, subscription_id
-- meaning: such an end is involuntary: the customer was lost to a failed payment.
SELECT DISTINCT b.source, b.subscription_id
FROM staging.billing_subscriptions b
JOIN staging.billing_invoices i ON i.source = b.source AND i.subscription_id = b.subscription_id
WHERE b.ended_on IS NOT NULL AND i.amount_due > 0 AND i.status IN ('open', 'uncollectible', 'paid')
  AND i.due_on < b.ended_on AND (i.paid_on IS NULL OR i.paid_on > b.ended_on)

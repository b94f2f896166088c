-- grain: one row per reference day and customer that was ever invoiced
-- key: day, customer_id
-- meaning: days the oldest open invoice is past due at the end of that day, 0 when none is.
SELECT
  d.day, i.customer_id,
  coalesce(max(
    CASE
      WHEN i.issued_on <= d.day AND coalesce(i.due_on, i.issued_on) < d.day
        AND (i.paid_on > d.day OR (i.paid_on IS NULL AND i.status = 'open' AND coalesce(i.open_amount, i.amount) > 0))
        THEN days_between(coalesce(i.due_on, i.issued_on), d.day)
    END
  ), 0) AS days_past_due
FROM core.invoices i
CROSS JOIN metrics.reference_days d
WHERE i.customer_id IS NOT NULL AND i.issued_on <= d.day
GROUP BY d.day, i.customer_id

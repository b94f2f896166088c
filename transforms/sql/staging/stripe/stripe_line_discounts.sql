-- grain: one row per invoice line with a lasting discount
-- key: source, invoice_id, line_number
-- meaning: what the coupons the setting discounts lets count take off the line, in
--   major units: percentages and fixed amounts. By default those that last for ever
--   or for some months; one that applies once leaves MRR alone. ends_at is when the last of them ends, null = never.
WITH amounts AS (
  SELECT
    l.source, l.invoice_id, l.line_number,
    coalesce(json_text(a.entry, '$.discount.id'), json_text(a.entry, '$.discount')) AS discount_id,
    CAST(json_text(a.entry, '$.amount') AS DOUBLE) / l.minor_per_major AS discounted
  FROM staging.stripe_invoice_lines l
  CROSS JOIN UNNEST(json_elements(l.discount_amounts)) AS a(entry)
)
SELECT
  a.source, a.invoice_id, a.line_number,
  sum(CASE WHEN NOT coalesce(d.is_amount, FALSE) THEN a.discounted ELSE 0 END) AS percent_off,
  sum(CASE WHEN d.is_amount THEN a.discounted ELSE 0 END) AS amount_off,
  CASE WHEN count(*) = count(d.ends_at) THEN max(d.ends_at) END AS ends_at
FROM amounts a
LEFT JOIN staging.stripe_discounts d
  ON d.source = a.source AND d.invoice_id = a.invoice_id AND d.discount_id = a.discount_id
CROSS JOIN core.settings s
WHERE s.discounts = 'all' OR (s.discounts = 'recurring_in_force' AND coalesce(d.duration, 'forever') <> 'once')
  OR (s.discounts = 'forever_only' AND coalesce(d.duration, 'forever') = 'forever')
GROUP BY a.source, a.invoice_id, a.line_number

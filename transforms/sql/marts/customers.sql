-- grain: one row per customer
-- key: customer_id
-- meaning: the customer as it stands at the as-of day; attributes is a JSON object.
--   mrr is 0 where the customer does not pay, null where an exchange rate is missing.
-- check: not_null(customer_id, paying)
WITH current_states AS (
  SELECT c.customer_id, c.mrr, c.seats
  FROM metrics.customer_states c
  JOIN core.settings s ON s.as_of = c.day
),
renewals AS (
  SELECT
    t.customer_id,
    coalesce(min(CASE WHEN t.renewal_date > s.as_of THEN t.renewal_date END), max(t.renewal_date)) AS renewal_date
  FROM metrics.renewal_terms t
  CROSS JOIN core.settings s
  WHERE t.is_current
  GROUP BY t.customer_id
)
SELECT
  c.customer_id, c.name, c.domain, c.owner,
  c.owner_email AS csm_email,
  c.lifecycle_stage, c.created_on, c.attributes,
  CAST(CASE WHEN p.customer_id IS NULL THEN 0 ELSE p.mrr END AS DECIMAL(18, 6)) AS mrr,
  CAST(CASE WHEN p.customer_id IS NULL THEN 0 ELSE 12 * p.mrr END AS DECIMAL(18, 6)) AS arr,
  p.customer_id IS NOT NULL AS paying,
  f.first_paid_on, r.renewal_date, p.seats, c.parent_id, c.source
FROM core.customers c
LEFT JOIN current_states p ON p.customer_id = c.customer_id
LEFT JOIN metrics.first_payments f ON f.customer_id = c.customer_id
LEFT JOIN renewals r ON r.customer_id = c.customer_id

-- grain: one row per customer
-- key: customer_id
-- meaning: what each system says of a customer at the as-of day: CRM (stage and the
--   MRR and seats it states as attributes mrr, arr and seats), billing (MRR, seats,
--   the newest MRR ever paid, the day invoiced last) and usage (active users).
WITH stated AS (
  SELECT
    customer_id,
    max(CASE attribute WHEN 'mrr' THEN number WHEN 'arr' THEN number / 12 END) AS mrr,
    max(CASE attribute WHEN 'seats' THEN number END) AS seats
  FROM (
    SELECT customer_id, attribute, coalesce(value_number, number_of(value)) AS number
    FROM core.customer_attributes
    WHERE valid_to IS NULL AND attribute IN ('mrr', 'arr', 'seats')
  ) given
  GROUP BY customer_id
),
paid AS (
  SELECT p.customer_id, max_by(at_rate(p.mrr, r.rate), ROW(p.start_date, p.mrr, p.currency)) AS last_mrr
  FROM core.subscription_periods p
  CROSS JOIN core.settings s
  LEFT JOIN core.exchange_rates r ON r.currency = p.currency AND r.month = month_of(s.as_of)
  WHERE p.mrr > 0
  GROUP BY p.customer_id
),
unpaid AS (
  SELECT p.customer_id, min(p.kind) AS kind
  FROM core.subscription_periods p
  CROSS JOIN core.settings s
  WHERE p.start_date <= s.as_of AND p.end_date IS NULL AND p.mrr = 0
  GROUP BY p.customer_id
),
invoiced AS (
  SELECT customer_id, max(issued_on) AS last_day FROM core.invoices WHERE status <> 'draft' GROUP BY customer_id
),
users AS (
  SELECT u.customer_id, count(DISTINCT u.user_id) AS active
  FROM metrics.user_days u
  CROSS JOIN core.settings s
  WHERE u.day > add_days(s.as_of, -s.mau_days)
  GROUP BY u.customer_id
)
SELECT
  c.customer_id,
  EXISTS (SELECT 1 FROM core.identity i WHERE i.kind = 'company' AND i.customer_id = c.customer_id) AS in_crm,
  c.lifecycle_stage AS stage, t.mrr AS crm_mrr, t.seats AS crm_seats,
  c.paying, c.mrr, c.seats, c.first_paid_on, p.last_mrr, n.kind AS unpaid_kind, v.last_day AS last_invoiced_on,
  coalesce(u.active, 0) AS active_users
FROM marts.customers c
LEFT JOIN stated t ON t.customer_id = c.customer_id
LEFT JOIN paid p ON p.customer_id = c.customer_id
LEFT JOIN unpaid n ON n.customer_id = c.customer_id
LEFT JOIN invoiced v ON v.customer_id = c.customer_id
LEFT JOIN users u ON u.customer_id = c.customer_id

-- grain: one row per reference day and customer paying at its end
-- key: day, customer_id
-- meaning: MRR in the reporting currency (null without a rate), seats and plan.
WITH periods AS (
  SELECT d.day, p.customer_id, p.mrr, p.currency, p.product, p.seats
  FROM metrics.reference_days d
  JOIN metrics.paid_periods p
    ON p.start_date <= d.day AND (p.end_date IS NULL OR p.end_date > d.day)
),
paying AS (
  SELECT
    p.day, p.customer_id,
    CASE WHEN count(*) = count(r.rate) THEN sum(at_rate(p.mrr, r.rate)) END AS mrr,
    sum_int(p.seats) AS seats,
    max_by(p.product, ROW(p.mrr, p.product)) AS product
  FROM periods p
  LEFT JOIN core.exchange_rates r ON r.currency = p.currency AND r.month = month_of(p.day)
  GROUP BY p.day, p.customer_id
),
plans AS (
  SELECT d.day, a.customer_id, a.value AS plan
  FROM metrics.reference_days d
  JOIN core.customer_attributes a
    ON a.attribute = 'plan' AND a.valid_from <= d.day AND (a.valid_to IS NULL OR a.valid_to > d.day)
)
SELECT
  p.day, p.customer_id,
  CAST(p.mrr AS DECIMAL(18, 6)) AS mrr,
  p.seats,
  coalesce(a.plan, p.product) AS plan,
  f.first_paid_on
FROM paying p
JOIN metrics.first_payments f ON f.customer_id = p.customer_id
LEFT JOIN plans a ON a.day = p.day AND a.customer_id = p.customer_id

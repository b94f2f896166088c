-- grain: one row per cohort customer, month since the cohort's, and subscription that earns then
-- key: customer_id, month_number, subscription_id
-- meaning: what the subscription earns at the month's end, at the rates of the
--   cohort's month. largest ranks the customer's subscriptions of the month.
-- materialized: no
WITH sums AS (
  SELECT
    c.customer_id, c.cohort_month, c.month_number, p.subscription_id, max(p.currency) AS currency, max(m.level_day) AS day,
    sum(p.mrr) AS local_mrr,
    sum(coalesce(at_rate(p.mrr, r.rate), at_rate(p.mrr, n.rate))) AS mrr
  FROM metrics.cohort_months c
  JOIN metrics.month_levels m ON m.month = add_months(c.cohort_month, CAST(c.month_number AS INTEGER))
  JOIN metrics.current_units u ON u.unit_id = c.customer_id
  JOIN metrics.paid_periods p
    ON p.customer_id = u.customer_id AND p.start_date <= m.level_day AND (p.end_date IS NULL OR p.end_date > m.level_day)
  LEFT JOIN metrics.month_rates r ON r.currency = p.currency AND r.month = c.cohort_month
  LEFT JOIN metrics.month_rates n ON n.currency = p.currency AND n.month = m.month
  GROUP BY c.customer_id, c.cohort_month, c.month_number, p.subscription_id
)
SELECT
  s.customer_id, s.cohort_month, s.month_number, s.subscription_id, x.source, s.day, s.mrr,
  coalesce(x.product || ', ', '') || CAST(round(s.local_mrr, 2) AS VARCHAR) || ' ' || s.currency AS detail,
  row_number() OVER (PARTITION BY s.customer_id, s.month_number ORDER BY s.mrr DESC, s.subscription_id) AS largest
FROM sums s
JOIN metrics.contract_records x ON x.subscription_id = s.subscription_id

-- grain: one row per retention period, customer there at its start, and subscription
--   that counts at one of its ends
-- key: span, period_start, customer_id, subscription_id
-- meaning: what the subscription earns at both ends, at the start's exchange rates.
--   largest ranks the customer's subscriptions by what they earn at the start.
-- sorted: no
WITH ends AS (
  SELECT c.span, c.period_start, c.customer_id, c.start_month, c.end_month, m.level_day AS day, TRUE AS is_start
  FROM metrics.period_customers c
  JOIN metrics.month_levels m ON m.month = c.start_month
  WHERE c.at_start
  UNION ALL
  SELECT c.span, c.period_start, c.customer_id, c.start_month, c.end_month, m.level_day, FALSE
  FROM metrics.period_customers c
  JOIN metrics.month_levels m ON m.month = c.end_month
  WHERE c.at_start
),
sums AS (
  SELECT
    e.span, e.period_start, e.customer_id, p.subscription_id, max(p.currency) AS currency, max(e.day) AS day,
    sum(CASE WHEN e.is_start THEN p.mrr ELSE 0 END) AS start_local,
    sum(CASE WHEN e.is_start THEN 0 ELSE p.mrr END) AS end_local,
    sum(CASE WHEN e.is_start THEN at_rate(p.mrr, r.rate) ELSE 0 END) AS start_mrr,
    sum(CASE WHEN e.is_start THEN 0 ELSE coalesce(at_rate(p.mrr, r.rate), at_rate(p.mrr, n.rate)) END) AS end_mrr
  FROM ends e
  JOIN metrics.customer_units u ON u.month = e.end_month AND u.unit_id = e.customer_id
  JOIN metrics.counted_periods p
    ON p.customer_id = u.customer_id AND p.start_date <= e.day AND (p.end_date IS NULL OR p.end_date > e.day)
  LEFT JOIN metrics.month_rates r ON r.currency = p.currency AND r.month = e.start_month
  LEFT JOIN metrics.month_rates n ON n.currency = p.currency AND n.month = e.end_month
  GROUP BY e.span, e.period_start, e.customer_id, p.subscription_id
)
SELECT
  s.span, s.period_start, s.customer_id, s.subscription_id, x.source, s.day, s.start_mrr, s.end_mrr,
  coalesce(x.product || ', ', '') || 'start ' || CAST(round(s.start_local, 2) AS VARCHAR)
    || ', end ' || CAST(round(s.end_local, 2) AS VARCHAR) || ' ' || s.currency AS detail,
  row_number() OVER (PARTITION BY s.span, s.period_start, s.customer_id ORDER BY s.start_mrr DESC, s.subscription_id) AS largest
FROM sums s
JOIN metrics.contract_records x ON x.subscription_id = s.subscription_id

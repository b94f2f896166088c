-- grain: one row per open deal that would expand an existing customer
-- key: opportunity_id
-- meaning: expansion deals of customers paying at the as-of day, and new-business
--   deals opened since they pay. Stale ones, whose close date has passed, weigh 0.
--   amount is in the reporting currency, null without a rate.
SELECT
  o.opportunity_id, o.customer_id, o.kind, o.stage, o.close_date, o.source,
  o.probability,
  coalesce(o.close_date < s.as_of, FALSE) AS is_stale,
  at_rate(o.amount, r.rate) AS amount,
  CASE WHEN o.close_date < s.as_of THEN CAST(0 AS DECIMAL(18, 6))
    ELSE at_rate(at_rate(o.amount, r.rate), CAST(o.probability AS DECIMAL(12, 9))) END AS weighted
FROM core.opportunities o
JOIN core.settings s ON NOT o.is_closed
JOIN metrics.customer_states c ON c.day = s.as_of AND c.customer_id = o.customer_id
LEFT JOIN core.exchange_rates r ON r.currency = o.currency AND r.month = month_of(s.as_of)
WHERE o.kind = 'expansion' OR (o.kind = 'new' AND o.created_on > c.first_paid_on)

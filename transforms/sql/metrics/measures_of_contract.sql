-- grain: one row per reference day, customer paying at its end and measure of its contract
-- key: day, customer_id, measure
-- sorted: no
-- meaning: days_to_renewal counts to the next renewal, below 0 where the date has
--   passed undecided; notice_given is 1 where the end of half of the MRR or more was
--   announced by that day, unknown where billing tells of no subscriptions. Of an
--   invoice seen_on is the newest day billing told of anybody, of the rest the
--   reference day.
WITH terms AS (
  SELECT
    d.day, p.customer_id, at_rate(p.mrr, r.rate) AS mrr, p.renewal_date, b.subscription_id,
    day_of(coalesce(b.cancel_at, b.ended_at)) > d.day AND day_of(coalesce(b.canceled_at, b.cancel_at)) <= d.day AS has_notice
  FROM metrics.reference_days d
  JOIN core.subscription_periods p ON p.start_date <= d.day AND coalesce(p.end_date, DATE '9999-12-31') > d.day
  LEFT JOIN core.subscriptions b ON b.subscription_id = p.subscription_id
  LEFT JOIN core.exchange_rates r ON r.currency = p.currency AND r.month = month_of(d.day)
  WHERE p.mrr > 0 AND p.customer_id IS NOT NULL
),
contracts AS (
  SELECT
    day, customer_id,
    coalesce(min(CASE WHEN renewal_date > day THEN renewal_date END), max(renewal_date)) AS renewal_date,
    ratio(sum(CASE WHEN subscription_id IS NOT NULL THEN CASE WHEN has_notice THEN mrr ELSE 0 END END),
      sum(CASE WHEN subscription_id IS NOT NULL THEN mrr END)) AS noticed_share
  FROM terms
  GROUP BY day, customer_id
),
billing AS (
  SELECT d.day, max(CASE WHEN i.paid_on <= d.day THEN greatest(i.paid_on, i.issued_on) ELSE i.issued_on END) AS seen_on
  FROM metrics.reference_days d
  JOIN core.invoices i ON i.issued_on <= d.day
  GROUP BY d.day
)
SELECT
  c.day, c.customer_id, m.measure,
  CAST(CASE m.measure
    WHEN 'days_past_due' THEN i.days_past_due
    WHEN 'days_to_renewal' THEN days_between(c.day, t.renewal_date)
    WHEN 'notice_given' THEN CASE WHEN t.noticed_share >= 0.5 THEN 1 WHEN t.noticed_share IS NOT NULL THEN 0 END
    WHEN 'tenure_months' THEN whole_months(c.first_paid_on, c.day)
    WHEN 'mrr' THEN c.mrr
    WHEN 'seats' THEN c.seats
  END AS DOUBLE) AS value,
  CASE m.measure WHEN 'days_past_due' THEN CASE WHEN i.customer_id IS NOT NULL THEN b.seen_on END ELSE c.day END AS seen_on
FROM metrics.customer_states c
CROSS JOIN (VALUES ('days_past_due'), ('days_to_renewal'), ('notice_given'), ('tenure_months'), ('mrr'), ('seats')) AS m(measure)
LEFT JOIN contracts t ON t.day = c.day AND t.customer_id = c.customer_id
LEFT JOIN metrics.oldest_debts i ON i.day = c.day AND i.customer_id = c.customer_id
LEFT JOIN billing b ON b.day = c.day

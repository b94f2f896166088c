-- grain: one row per period with MRR
-- key: subscription_id, start_date
-- meaning: core.subscription_periods that earn, with gaps of at most renewal_gap_days
--   closed: where all of a customer's MRR ended and came back that soon, what ended
--   goes on until the return. A stop with a cause of its own (pause, past due, free)
--   stays one. item_id is one product of one subscription; start_reason says what
--   stood before it, where the subscription had earned nothing.
WITH sequenced AS (
  SELECT
    p.subscription_id, p.customer_id, p.product, p.currency, p.mrr, p.seats, p.source, p.start_date, p.end_date, p.end_reason,
    CASE WHEN lag(p.end_date) OVER line = p.start_date THEN lag(p.kind) OVER line END AS kind_before
  FROM core.subscription_periods p
  WINDOW line AS (PARTITION BY p.subscription_id ORDER BY p.start_date)
),
paid AS (
  SELECT q.*
  FROM sequenced q
  CROSS JOIN core.settings s
  WHERE q.mrr > 0 AND q.customer_id IS NOT NULL AND q.start_date <= s.as_of AND (q.end_date IS NULL OR q.end_date > q.start_date)
),
reach AS (
  SELECT
    customer_id, start_date,
    max(coalesce(end_date, DATE '9999-12-31')) OVER (
      PARTITION BY customer_id ORDER BY start_date, coalesce(end_date, DATE '9999-12-31')
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS reached
  FROM paid
),
gaps AS (
  SELECT r.customer_id, r.reached AS gap_start, min(r.start_date) AS gap_end
  FROM reach r
  CROSS JOIN core.settings s
  WHERE r.start_date > r.reached AND r.start_date - r.reached <= s.renewal_gap_days
  GROUP BY r.customer_id, r.reached
)
SELECT
  p.subscription_id, p.subscription_id || coalesce(': ' || p.product, '') AS item_id, p.customer_id, p.product, p.currency, p.mrr, p.seats, p.source,
  p.start_date, coalesce(g.gap_end, p.end_date) AS end_date, p.end_reason,
  CASE p.kind_before WHEN 'paused' THEN 'resume' WHEN 'past_due' THEN 'recovered' WHEN 'free' THEN 'free' END AS start_reason
FROM paid p
LEFT JOIN gaps g
  ON g.customer_id = p.customer_id AND g.gap_start = p.end_date AND p.end_reason NOT IN ('pause', 'past_due', 'free', 'trial')

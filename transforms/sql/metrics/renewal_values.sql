-- grain: one row per term of a subscription that comes up for renewal
-- key: subscription_id, first_day
-- meaning: metrics.renewal_decisions in money. The old and the new price are taken
--   at one month's rate, the decision's or the as-of day's, so that no exchange rate
--   renews or expands anything. renewed_arr is capped at the old ARR; what is more
--   is expansion_arr. A won deal renews what billing still bills unchanged.
WITH settled AS (
  SELECT
    d.*,
    CASE WHEN d.state = 'open' AND d.won_on IS NOT NULL AND NOT d.has_notice THEN 'renewed' ELSE d.state END AS outcome,
    CASE WHEN d.state <> 'open' THEN d.decided_on WHEN NOT d.has_notice THEN d.won_on END AS settled_on,
    month_of(CASE WHEN d.state = 'open' THEN s.as_of ELSE d.decided_on END) AS rate_month
  FROM metrics.renewal_decisions d
  CROSS JOIN core.settings s
  WHERE d.state <> 'replaced'
),
priced AS (
  SELECT
    t.*,
    CAST(12 * at_rate(t.last_mrr, o.rate) AS DECIMAL(18, 6)) AS arr,
    CASE WHEN t.outcome = 'renewed' THEN CAST(12 * CASE WHEN t.state = 'open' THEN at_rate(t.last_mrr, o.rate) ELSE at_rate(t.next_mrr, n.rate) END AS DECIMAL(18, 6)) END AS next_arr
  FROM settled t
  LEFT JOIN core.exchange_rates o ON o.currency = t.last_currency AND o.month = t.rate_month
  LEFT JOIN core.exchange_rates n ON n.currency = t.next_currency AND n.month = t.rate_month
)
SELECT
  subscription_id, first_day, customer_id, renewal_date, outcome, settled_on, state, has_notice, is_paid, arr,
  CAST(CASE WHEN outcome <> 'renewed' THEN 0 WHEN next_arr < arr THEN next_arr ELSE arr END AS DECIMAL(18, 6)) AS renewed_arr,
  CAST(CASE WHEN outcome <> 'renewed' THEN 0 ELSE not_negative(next_arr - arr) END AS DECIMAL(18, 6)) AS expansion_arr
FROM priced

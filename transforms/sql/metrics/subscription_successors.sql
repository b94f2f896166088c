-- grain: one row per customer and day a subscription of it ended and another took over
-- key: customer_id, ended_on
-- meaning: new contracts signed instead of prolonging the old: what began on that
--   day, or within renewal_gap_days after it, by the ARR that ended. kept_share is
--   at most 1, taken_share is what came for each unit that ended.
WITH ended AS (
  SELECT t.customer_id, t.end_date AS ended_on, sum(at_rate(t.last_mrr, r.rate)) AS mrr
  FROM metrics.subscription_terms t
  JOIN core.exchange_rates r ON r.currency = t.last_currency AND r.month = month_of(t.end_date)
  WHERE t.end_date IS NOT NULL AND t.next_day IS NULL
  GROUP BY t.customer_id, t.end_date
),
firsts AS (
  SELECT subscription_id, min(first_day) AS first_day FROM metrics.subscription_terms GROUP BY subscription_id
),
begun AS (
  SELECT t.customer_id, t.first_day, sum(at_rate(t.first_mrr, r.rate)) AS mrr
  FROM firsts f
  JOIN metrics.subscription_terms t ON t.subscription_id = f.subscription_id AND t.first_day = f.first_day
  JOIN core.exchange_rates r ON r.currency = t.first_currency AND r.month = month_of(t.first_day)
  GROUP BY t.customer_id, t.first_day
)
SELECT
  e.customer_id, e.ended_on,
  min(b.first_day) AS begun_on,
  ratio(sum(b.mrr), e.mrr) AS taken_share,
  clamp(ratio(sum(b.mrr), e.mrr), 0.0, 1.0) AS kept_share
FROM ended e
CROSS JOIN core.settings s
JOIN begun b
  ON b.customer_id = e.customer_id AND b.first_day >= e.ended_on AND b.first_day <= add_days(e.ended_on, s.renewal_gap_days)
WHERE e.mrr > 0
GROUP BY e.customer_id, e.ended_on, e.mrr

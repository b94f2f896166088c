-- grain: one row per subscription and stretch of paid periods of one renewal date
-- key: subscription_id, first_day
-- meaning: the terms of a subscription in their order, with the price each began
--   and ended at and what followed. end_date is exclusive, null = still paid. A null
--   renewal_date is a stretch without a term, as of monthly plans.
WITH paid AS (
  SELECT
    subscription_id, customer_id, start_date, end_date, end_reason, mrr, currency, renewal_date,
    CASE WHEN lag(start_date) OVER own IS NULL OR lag(renewal_date) OVER own IS DISTINCT FROM renewal_date THEN 1 ELSE 0 END AS is_new
  FROM core.subscription_periods
  WHERE mrr > 0 AND customer_id IS NOT NULL
  WINDOW own AS (PARTITION BY subscription_id ORDER BY start_date)
),
numbered AS (
  SELECT
    p.*,
    sum(is_new) OVER (PARTITION BY subscription_id ORDER BY start_date ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS term
  FROM paid p
),
terms AS (
  SELECT
    subscription_id, term, min(renewal_date) AS renewal_date, max_by(customer_id, start_date) AS customer_id, min(start_date) AS first_day,
    CASE WHEN count(*) = count(end_date) THEN max(end_date) END AS end_date,
    CASE WHEN count(*) = count(end_date) THEN max_by(end_reason, start_date) END AS end_reason,
    min_by(mrr, start_date) AS first_mrr, min_by(currency, start_date) AS first_currency,
    max_by(mrr, start_date) AS last_mrr, max_by(currency, start_date) AS last_currency
  FROM numbered
  GROUP BY subscription_id, term
)
SELECT
  t.subscription_id, t.customer_id, t.renewal_date, t.first_day, t.end_date, t.end_reason,
  t.first_mrr, t.first_currency, t.last_mrr, t.last_currency,
  lead(t.first_day) OVER own AS next_day,
  lead(t.first_mrr) OVER own AS next_mrr,
  lead(t.first_currency) OVER own AS next_currency,
  lead(t.end_date) OVER own AS next_end,
  lead(t.end_reason) OVER own AS next_end_reason,
  -- How long the term is, by its neighbours' dates; null for an only one.
  CAST(round(coalesce(
    days_between(lag(t.renewal_date) OVER own, t.renewal_date),
    days_between(t.renewal_date, lead(t.renewal_date) OVER own)) * 12 / 365.25) AS BIGINT) AS months
FROM terms t
WINDOW own AS (PARTITION BY t.subscription_id ORDER BY t.first_day)

-- grain: one row per subscription and unbroken stretch of days past due beyond the grace
-- key: source, subscription_id, start_date
-- meaning: from the day the grace of an unpaid invoice is over until it is paid;
--   end_date null = not paid by the as-of day.
WITH late AS (
  SELECT
    i.source, i.subscription_id,
    add_days(i.due_on, s.past_due_grace_days) AS start_date,
    coalesce(i.paid_on, DATE '9999-12-31') AS end_date
  FROM staging.billing_invoices i
  CROSS JOIN core.settings s
  WHERE i.subscription_id IS NOT NULL AND i.amount_due > 0 AND i.status IN ('open', 'uncollectible', 'paid')
    AND add_days(i.due_on, s.past_due_grace_days) <= s.as_of
    AND (i.paid_on IS NULL OR i.paid_on > add_days(i.due_on, s.past_due_grace_days))
),
reach AS (
  SELECT
    source, subscription_id, start_date, end_date,
    max(end_date) OVER (
      PARTITION BY source, subscription_id ORDER BY start_date, end_date
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS reached
  FROM late
),
numbered AS (
  SELECT
    source, subscription_id, start_date, end_date,
    sum(CASE WHEN reached >= start_date THEN 0 ELSE 1 END) OVER (
      PARTITION BY source, subscription_id ORDER BY start_date, end_date
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS stretch
  FROM reach
)
SELECT
  source, subscription_id, min(start_date) AS start_date,
  nullif(max(end_date), DATE '9999-12-31') AS end_date
FROM numbered
GROUP BY source, subscription_id, stretch

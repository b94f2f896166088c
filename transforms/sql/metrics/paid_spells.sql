-- grain: one row per unbroken stretch of days on which a customer pays
-- key: customer_id, start_date
-- meaning: the union of a customer's periods with MRR; end_date is exclusive,
--   null = still paying. Periods that touch or overlap are one spell.
WITH periods AS (
  SELECT p.customer_id, p.start_date, coalesce(p.end_date, DATE '9999-12-31') AS end_date
  FROM metrics.paid_periods p
),
reach AS (
  SELECT
    customer_id, start_date, end_date,
    max(end_date) OVER (
      PARTITION BY customer_id ORDER BY start_date, end_date
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS reached
  FROM periods
),
numbered AS (
  SELECT
    customer_id, start_date, end_date,
    sum(CASE WHEN reached >= start_date THEN 0 ELSE 1 END) OVER (
      PARTITION BY customer_id ORDER BY start_date, end_date
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS spell
  FROM reach
)
SELECT
  customer_id,
  min(start_date) AS start_date,
  nullif(max(end_date), DATE '9999-12-31') AS end_date
FROM numbered
GROUP BY customer_id, spell

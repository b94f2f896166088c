-- grain: one row per item, currency and day its MRR begins, ends or changes
-- key: customer_id, item_id, currency, day
-- meaning: local MRR and periods before and after the day; changes of one day are one
--   event. Empty unless movements are counted event by event.
WITH points AS (
  SELECT customer_id, item_id, currency, start_date AS day, mrr AS amount, 1 AS periods
  FROM metrics.counted_periods
  UNION ALL
  SELECT customer_id, item_id, currency, end_date, -mrr, -1
  FROM metrics.counted_periods
  WHERE end_date IS NOT NULL
),
days AS (
  SELECT p.customer_id, p.item_id, p.currency, p.day, sum(p.amount) AS amount, sum(p.periods) AS periods
  FROM points p
  CROSS JOIN core.settings s
  WHERE s.movement_mode = 'event' AND p.day <= s.as_of
    AND p.customer_id NOT IN (SELECT customer_id FROM metrics.unrated_customers)
  GROUP BY p.customer_id, p.item_id, p.currency, p.day
),
levels AS (
  SELECT
    customer_id, item_id, currency, day, amount, periods,
    sum(amount) OVER so_far AS local_after,
    sum(periods) OVER so_far AS periods_after
  FROM days
  WINDOW so_far AS (PARTITION BY customer_id, item_id, currency ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
)
SELECT
  month_of(day) AS month, customer_id, item_id, currency, day,
  CAST(local_after - amount AS DECIMAL(18, 6)) AS local_before,
  CAST(local_after AS DECIMAL(18, 6)) AS local_after,
  CAST(periods_after - periods AS BIGINT) AS periods_before,
  CAST(periods_after AS BIGINT) AS periods_after
FROM levels

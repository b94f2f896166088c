-- grain: one row per month, item and currency of a customer there at the month's start or end
-- key: month, customer_id, item_id, currency
-- sorted: no
-- meaning: its MRR at both ends. unit_id is the account it counts as in this month,
--   origin_id the one it counted as in the month before. end_at_start_rate values the
--   end with the start's exchange rate; a currency without that rate takes the new one.
WITH ends AS (
  SELECT month, customer_id, item_id, currency, 0 AS start_periods, periods AS end_periods,
    CAST(0 AS DECIMAL(18, 6)) AS start_mrr, local_mrr AS end_local, mrr AS end_mrr
  FROM metrics.item_mrr
  UNION ALL
  SELECT m.month, c.customer_id, c.item_id, c.currency, c.periods, 0, c.mrr, 0, 0
  FROM metrics.item_mrr c
  JOIN metrics.month_levels m ON m.previous_month = c.month
),
changes AS (
  SELECT
    month, customer_id, item_id, currency, sum_int(start_periods) AS start_periods, sum_int(end_periods) AS end_periods,
    sum(start_mrr) AS start_mrr, sum(end_local) AS end_local, sum(end_mrr) AS end_mrr
  FROM ends
  WHERE customer_id NOT IN (SELECT customer_id FROM metrics.unrated_customers)
  GROUP BY month, customer_id, item_id, currency
)
SELECT
  c.month, c.customer_id, c.item_id, c.currency, u.unit_id, b.unit_id AS origin_id, c.start_periods, c.end_periods,
  CAST(c.start_mrr AS DECIMAL(18, 6)) AS start_mrr, CAST(c.end_mrr AS DECIMAL(18, 6)) AS end_mrr,
  coalesce(at_rate(c.end_local, r.rate), CAST(c.end_mrr AS DECIMAL(18, 6))) AS end_at_start_rate
FROM changes c
JOIN metrics.month_levels m ON m.month = c.month
JOIN metrics.customer_units u ON u.month = c.month AND u.customer_id = c.customer_id
LEFT JOIN metrics.customer_units b ON b.month = m.previous_month AND b.customer_id = c.customer_id
LEFT JOIN core.exchange_rates r ON r.currency = c.currency AND r.month = m.previous_month

-- grain: one row per month, item and currency of a customer at the month's level day
-- key: month, customer_id, item_id, currency
-- meaning: local MRR, and mrr in the reporting currency (null where the rate is
--   missing). All sums of MRR add these rows up, so that they agree to the last decimal.
WITH levels AS (
  SELECT m.month, p.customer_id, p.item_id, p.currency, CAST(sum(p.mrr) AS DECIMAL(18, 6)) AS local_mrr,
    count(*) AS periods
  FROM metrics.counted_periods p
  JOIN metrics.month_levels m
    ON p.start_date <= m.level_day AND (p.end_date IS NULL OR p.end_date > m.level_day)
  GROUP BY m.month, p.customer_id, p.item_id, p.currency
)
SELECT l.month, l.customer_id, l.item_id, l.currency, l.local_mrr, at_rate(l.local_mrr, r.rate) AS mrr, l.periods
FROM levels l
LEFT JOIN core.exchange_rates r ON r.currency = l.currency AND r.month = l.month

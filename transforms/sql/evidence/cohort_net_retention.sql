-- adds: ratio(sum(part), sum(base))
-- meaning: one row per subscription of the cohort's customers that earns at the end
--   of the cohort's month (base) or of the cell's (part), both at the exchange rates
--   of the cohort's month.
SELECT
  c.customer_id, 'subscription' AS record, max(c.source) AS source, c.subscription_id AS record_id, max(c.day) AS day,
  listagg('month ' || CAST(c.month_number AS VARCHAR) || ': ' || c.detail, '; ' ORDER BY c.month_number) AS detail,
  sum(CASE WHEN c.month_number = CAST(f.segment AS BIGINT) THEN c.mrr ELSE 0 END) AS part,
  sum(CASE WHEN c.month_number = 0 THEN c.mrr ELSE 0 END) AS base
FROM metrics.figure f
JOIN metrics.cohort_contracts c
  ON c.cohort_month = f.period_start AND (c.month_number = 0 OR c.month_number = CAST(f.segment AS BIGINT))
GROUP BY c.customer_id, c.subscription_id

-- grain: one row per customer that paid at the end of a complete month
-- key: customer_id
-- meaning: the cohort is the month of the first month end with MRR. is_opening: it
--   paid already at the first month end there is, so nobody knows how old it is.
SELECT
  c.customer_id,
  min(c.month) AS cohort_month,
  min(c.month) = min(f.month) AS is_opening
FROM metrics.cohort_mrr c
CROSS JOIN (SELECT min(month) AS month FROM metrics.month_levels) f
GROUP BY c.customer_id

-- grain: one row per customer that paid at the end of a complete month
-- key: customer_id
-- meaning: the cohort is the month of the first month end with MRR. is_opening: it
--   paid already at the first month end there is, so nobody knows how old it is.
SELECT
  c.customer_id,
  min(c.month) AS cohort_month,
  min(c.month) = min(f.month) AS is_opening
FROM metrics.customer_mrr c
JOIN metrics.month_levels m ON m.month = c.month AND m.is_complete
CROSS JOIN (SELECT min(month) AS month FROM metrics.month_levels) f
WHERE c.customer_id NOT IN (SELECT customer_id FROM metrics.unrated_customers)
GROUP BY c.customer_id

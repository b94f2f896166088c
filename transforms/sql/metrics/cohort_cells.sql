-- grain: one row per cohort, segment and month since, where anybody pays
-- key: cohort_month, dimension, segment, month_number
-- meaning: customers, MRR and the part of it that was there in month 0.
WITH starts AS (
  SELECT customer_id, mrr FROM metrics.cohort_months WHERE month_number = 0
)
SELECT
  g.cohort_month, g.dimension, g.segment, c.month_number,
  count(*) AS customers,
  CAST(sum(c.mrr) AS DECIMAL(18, 6)) AS mrr,
  CAST(sum(least(c.mrr, s.mrr)) AS DECIMAL(18, 6)) AS kept_mrr
FROM metrics.cohort_months c
JOIN starts s ON s.customer_id = c.customer_id
JOIN metrics.cohort_segments g ON g.customer_id = c.customer_id
GROUP BY g.cohort_month, g.dimension, g.segment, c.month_number

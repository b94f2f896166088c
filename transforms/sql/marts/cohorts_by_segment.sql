-- grain: one row per cohort, segment that had customers in it, and month since
-- key: cohort_month, dimension, segment, month_number
-- meaning: how many customers of a cohort (month of the first month end with MRR),
--   and how much of its MRR, are there so many months later, in the exchange rates
--   of the cohort's month and the segment of its end. Month 0 is 100 %. Months not
--   over yet are null, not 0. Who left and returned counts again. opening: the
--   first month end of all data, whose customers are of unknown age.
-- check: not_null(cohort_month, month_number, dimension, segment, cohort_size, cohort_mrr, observed, opening)
-- check: expression(cohort_size > 0 AND (retained_customers IS NULL OR (retained_customers >= 0 AND retained_customers <= cohort_size)))
-- check: expression(observed = (retained_customers IS NOT NULL))
-- check: expression(month_number > 0 OR (customer_retention = 1 AND net_retention = 1 AND gross_retention = 1))
-- check: expression(gross_retention IS NULL OR (gross_retention >= 0 AND gross_retention <= 1 AND gross_retention <= net_retention))
WITH sizes AS (
  SELECT cohort_month, dimension, segment, customers AS cohort_size, mrr AS cohort_mrr
  FROM metrics.cohort_cells
  WHERE month_number = 0
),
cells AS (
  SELECT
    g.cohort_month, g.month_number, s.dimension, s.segment, g.observed, g.is_opening,
    s.cohort_size, s.cohort_mrr,
    CASE WHEN g.observed THEN coalesce(c.customers, 0) END AS customers,
    CASE WHEN g.observed THEN coalesce(c.mrr, 0) END AS mrr,
    CASE WHEN g.observed THEN coalesce(c.kept_mrr, 0) END AS kept_mrr
  FROM metrics.cohort_grid g
  JOIN sizes s ON s.cohort_month = g.cohort_month
  LEFT JOIN metrics.cohort_cells c
    ON c.cohort_month = g.cohort_month AND c.month_number = g.month_number
    AND c.dimension = s.dimension AND c.segment = s.segment
)
SELECT
  cohort_month, month_number, dimension, segment, cohort_size,
  customers AS retained_customers,
  ratio(customers, cohort_size) AS customer_retention,
  cohort_mrr,
  CAST(mrr AS DECIMAL(18, 6)) AS retained_mrr,
  CAST(kept_mrr AS DECIMAL(18, 6)) AS kept_mrr,
  ratio(mrr, cohort_mrr) AS net_retention,
  ratio(kept_mrr, cohort_mrr) AS gross_retention,
  observed,
  is_opening AS opening
FROM cells

-- grain: one row per segment and number of months since the cohort's
-- key: dimension, segment, month_number
-- meaning: cohorts pooled: all customers of the cohorts observed at that age, so a
--   large cohort weighs more than a small one, never the mean of their rates. The
--   opening cohort, of unknown age, is left out. survival is Kaplan-Meier's share
--   that paid without a break so long; unlike the rates it never rises.
-- check: not_null(dimension, segment, month_number, cohorts, cohort_size, retained_customers)
-- check: expression(retained_customers <= cohort_size AND gross_retention <= net_retention)
-- check: expression(survival >= 0 AND survival <= 1)
WITH pooled AS (
  SELECT
    dimension, segment, month_number,
    count(*) AS cohorts,
    sum_int(cohort_size) AS cohort_size,
    sum_int(retained_customers) AS retained_customers,
    sum(cohort_mrr) AS cohort_mrr,
    sum(retained_mrr) AS retained_mrr,
    sum(kept_mrr) AS kept_mrr
  FROM marts.cohorts_by_segment
  WHERE observed AND NOT opening
  GROUP BY dimension, segment, month_number
),
steps AS (
  SELECT p.*, coalesce(d.at_risk, 0) AS at_risk, coalesce(d.departed, 0) AS departed
  FROM pooled p
  LEFT JOIN metrics.cohort_departures d
    ON d.dimension = p.dimension AND d.segment = p.segment AND d.month_number = p.month_number
),
survivors AS (
  SELECT
    *,
    sum(CASE WHEN departed = 0 THEN 0.0 WHEN departed < at_risk THEN ln(1 - ratio(departed, at_risk)) END) OVER w AS log_survival,
    max(CASE WHEN departed > 0 AND departed >= at_risk THEN 1 ELSE 0 END) OVER w AS none_left
  FROM steps
  WINDOW w AS (PARTITION BY dimension, segment ORDER BY month_number)
)
SELECT
  dimension, segment, month_number, cohorts, cohort_size, retained_customers,
  ratio(retained_customers, cohort_size) AS customer_retention,
  CAST(cohort_mrr AS DECIMAL(18, 6)) AS cohort_mrr,
  CAST(retained_mrr AS DECIMAL(18, 6)) AS retained_mrr,
  CAST(kept_mrr AS DECIMAL(18, 6)) AS kept_mrr,
  ratio(retained_mrr, cohort_mrr) AS net_retention,
  ratio(kept_mrr, cohort_mrr) AS gross_retention,
  CASE WHEN none_left = 1 THEN 0.0 ELSE exp(log_survival) END AS survival
FROM survivors

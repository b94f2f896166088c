-- grain: one row per customer with features in its plan or in use
-- key: customer_id
-- meaning: features of the plan used in the quarter's weeks, in those before, and how
--   many the plan has. Where the plan's are not known: all that were used, of nobody
--   knows how many.
WITH known AS (
  SELECT customer_id, feature, in_plan, 0 AS uses, 0 AS previous_uses FROM marts.customer_features
  UNION ALL
  SELECT f.customer_id, f.feature, FALSE, f.uses, f.previous_uses
  FROM marts.customer_feature_quarters f
  JOIN metrics.review_period q ON q.period_start = f.period_start
),
features AS (
  SELECT
    customer_id, feature,
    max(CASE WHEN in_plan THEN 1 ELSE 0 END) AS in_plan,
    CASE WHEN sum(uses) > 0 THEN 1 ELSE 0 END AS is_used,
    CASE WHEN sum(previous_uses) > 0 THEN 1 ELSE 0 END AS was_used
  FROM known
  GROUP BY customer_id, feature
),
summed AS (
  SELECT
    customer_id,
    sum_int(in_plan) AS planned, sum_int(in_plan * is_used) AS planned_used, sum_int(in_plan * was_used) AS planned_used_before,
    sum_int(is_used) AS used, sum_int(was_used) AS used_before
  FROM features
  GROUP BY customer_id
)
SELECT
  customer_id,
  CASE WHEN planned > 0 THEN planned_used ELSE used END AS used,
  CASE WHEN planned > 0 THEN planned_used_before ELSE used_before END AS used_before,
  nullif(planned, 0) AS planned
FROM summed

-- grain: one row per period and tier with customers at its start, and their total
-- key: span, period_start, dimension, segment
-- meaning: where the customers of a tier went. Dimension tier are the fixed limits,
--   tier_quantile the quantiles, all the total of the fixed limits. up_rate is the
--   share that ended in a higher tier; null in the highest, which has none above.
-- check: not_null(span, period_start, period_end, dimension, segment, start_customers)
-- check: expression(up_customers + down_customers + same_customers + churned_customers = start_customers)
WITH moves AS (
  SELECT period_start, period_end, span, basis, from_tier, move, customers, start_mrr
  FROM marts.tier_migration
  WHERE from_tier <> 'none'
),
rows_of AS (
  SELECT *, CASE basis WHEN 'limit' THEN 'tier' ELSE 'tier_quantile' END AS dimension, from_tier AS segment FROM moves
  UNION ALL
  SELECT *, 'all', 'all' FROM moves WHERE basis = 'limit'
),
highest AS (
  SELECT basis, max(lower_bound) AS lower_bound FROM core.tiers GROUP BY basis
),
sums AS (
  SELECT
    period_start, period_end, span, dimension, segment, max(basis) AS basis,
    sum_int(customers) AS start_customers,
    sum_int(CASE WHEN move = 'up' THEN customers ELSE 0 END) AS up_customers,
    sum_int(CASE WHEN move = 'down' THEN customers ELSE 0 END) AS down_customers,
    sum_int(CASE WHEN move = 'same' THEN customers ELSE 0 END) AS same_customers,
    sum_int(CASE WHEN move = 'churned' THEN customers ELSE 0 END) AS churned_customers,
    CAST(sum(start_mrr) AS DECIMAL(18, 6)) AS start_mrr
  FROM rows_of
  GROUP BY period_start, period_end, span, dimension, segment
)
SELECT
  s.period_start, s.period_end, s.span, s.dimension, s.segment,
  s.start_customers, s.up_customers, s.down_customers, s.same_customers, s.churned_customers, s.start_mrr,
  CASE WHEN h.basis IS NULL THEN ratio(s.up_customers, s.start_customers) END AS up_rate,
  ratio(s.down_customers, s.start_customers) AS down_rate,
  ratio(s.churned_customers, s.start_customers) AS churn_rate,
  CASE
    WHEN h.basis IS NOT NULL THEN 'highest_tier'
    WHEN s.start_customers < n.logo_min_n THEN 'small_sample'
  END AS reason
FROM sums s
CROSS JOIN core.settings n
LEFT JOIN (
  SELECT t.basis, t.tier FROM core.tiers t JOIN highest x ON x.basis = t.basis AND x.lower_bound = t.lower_bound
) h ON h.basis = s.basis AND h.tier = s.segment AND s.dimension <> 'all'

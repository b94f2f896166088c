-- severity: error
-- source: marts
-- meaning: months in which the segments of a dimension do not add up to the total, in MRR or in customers
-- total: marts.mrr_bridge
WITH sums AS (
  SELECT month, dimension, sum(start_mrr) AS start_mrr, sum(end_mrr) AS end_mrr, sum(end_customers) AS end_customers
  FROM marts.mrr_bridge
  GROUP BY month, dimension
)
SELECT
  d.dimension || ' ' || strftime(d.month, '%Y-%m') AS key,
  CAST(d.end_mrr AS VARCHAR) || ' in its segments, ' || CAST(a.end_mrr AS VARCHAR) || ' in all' AS detail
FROM sums d
JOIN sums a ON a.month = d.month AND a.dimension = 'all'
WHERE d.start_mrr <> a.start_mrr OR d.end_mrr <> a.end_mrr OR d.end_customers <> a.end_customers

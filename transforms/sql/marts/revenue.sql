-- grain: one row per month and segment, at least for the as-of month
-- key: month, dimension, segment
-- meaning: recurring revenue at the month's end (the as-of day's in the running month)
--   by the segments of that day. arr is twelve times mrr over all recurring contracts,
--   arr_annual_contracts only over those of a year or longer. arpa is per paying
--   customer; reason says why it is null. The quick ratios are null where nothing was lost.
-- check: not_null(month, dimension, segment, mrr, arr, paying_customers)
-- check: expression(mrr >= 0)
-- check: expression((arpa IS NULL) = (paying_customers = 0))
WITH months AS (
  SELECT month, level_day, is_complete FROM metrics.month_levels
  UNION ALL
  SELECT month_of(s.as_of), s.as_of, month_last_day(s.as_of) = s.as_of
  FROM core.settings s
  WHERE NOT EXISTS (SELECT 1 FROM metrics.month_levels)
),
sums AS (
  SELECT
    r.month, g.dimension, g.segment, sum(r.mrr) AS mrr, sum(r.committed_mrr) AS committed_mrr, sum(r.metered_mrr) AS metered_mrr,
    sum(r.annual_mrr) AS annual_mrr, sum(r.active_subscriptions) AS active_subscriptions,
    sum(CASE WHEN r.is_paying THEN 1 ELSE 0 END) AS paying_customers, sum(CASE WHEN r.is_free THEN 1 ELSE 0 END) AS free_customers
  FROM metrics.customer_revenue r
  JOIN metrics.month_levels m ON m.month = r.month
  JOIN metrics.customer_segments g ON g.day = m.level_day AND g.customer_id = r.customer_id
  GROUP BY r.month, g.dimension, g.segment
)
SELECT
  m.month, v.dimension, v.segment,
  CAST(coalesce(t.mrr, 0) AS DECIMAL(18, 6)) AS mrr,
  CAST(12 * coalesce(t.mrr, 0) AS DECIMAL(18, 6)) AS arr,
  CAST(12 * coalesce(t.annual_mrr, 0) AS DECIMAL(18, 6)) AS arr_annual_contracts,
  CAST(coalesce(t.paying_customers, 0) AS BIGINT) AS paying_customers,
  CAST(coalesce(t.free_customers, 0) AS BIGINT) AS free_customers,
  CAST(coalesce(t.active_subscriptions, 0) AS BIGINT) AS active_subscriptions,
  ratio(t.mrr, t.paying_customers) AS arpa,
  CAST(coalesce(t.committed_mrr, 0) AS DECIMAL(18, 6)) AS committed_mrr,
  CAST(CASE WHEN s.metered = 'trailing_3m' THEN coalesce(t.metered_mrr, 0) END AS DECIMAL(18, 6)) AS metered_mrr,
  b.quick_ratio, b.quick_ratio_without_reactivation, m.is_complete,
  CASE WHEN coalesce(t.paying_customers, 0) = 0 THEN 'no_paying_customers' END AS reason
FROM months m
CROSS JOIN core.settings s
CROSS JOIN metrics.segment_values v
LEFT JOIN sums t ON t.month = m.month AND t.dimension = v.dimension AND t.segment = v.segment
LEFT JOIN marts.mrr_bridge b ON b.month = m.month AND b.dimension = v.dimension AND b.segment = v.segment
WHERE v.has_customers

-- grain: one row per segment as of the as-of day
-- key: as_of, dimension, segment
-- meaning: open expansion deals of paying customers: their amounts (amount) and the
--   amounts by the chance of their stage (weighted). Stale deals, whose close date
--   has passed, are apart and in neither. Deals without a chance or an amount are
--   counted: they add nothing to weighted.
-- check: not_null(as_of, dimension, segment, deals, amount, weighted, stale_deals, stale_amount)
-- check[warn]: expression(weighted <= amount)
WITH placed AS (
  SELECT g.dimension, g.segment, d.*
  FROM metrics.expansion_deals d
  CROSS JOIN core.settings s
  JOIN metrics.segment_spans g
    ON g.customer_id = d.customer_id AND g.valid_from <= s.as_of AND (g.valid_to IS NULL OR g.valid_to > s.as_of)
),
summed AS (
  SELECT
    dimension, segment,
    sum(CASE WHEN is_stale THEN 0 ELSE 1 END) AS deals,
    count(DISTINCT CASE WHEN NOT is_stale THEN customer_id END) AS customers,
    sum(CASE WHEN NOT is_stale THEN amount END) AS amount,
    sum(CASE WHEN NOT is_stale THEN weighted END) AS weighted,
    sum(CASE WHEN NOT is_stale AND (probability IS NULL OR amount IS NULL) THEN 1 ELSE 0 END) AS unweighted_deals,
    sum(CASE WHEN is_stale THEN 1 ELSE 0 END) AS stale_deals,
    sum(CASE WHEN is_stale THEN amount END) AS stale_amount
  FROM placed
  GROUP BY dimension, segment
)
SELECT
  s.as_of, v.dimension, v.segment,
  CAST(coalesce(u.deals, 0) AS BIGINT) AS deals,
  coalesce(u.customers, 0) AS customers,
  money(coalesce(u.amount, 0)) AS amount,
  money(coalesce(u.weighted, 0)) AS weighted,
  CAST(coalesce(u.unweighted_deals, 0) AS BIGINT) AS unweighted_deals,
  CAST(coalesce(u.stale_deals, 0) AS BIGINT) AS stale_deals,
  money(coalesce(u.stale_amount, 0)) AS stale_amount
FROM metrics.segment_values v
JOIN core.settings s ON EXISTS (SELECT 1 FROM core.opportunities)
LEFT JOIN summed u ON u.dimension = v.dimension AND u.segment = v.segment
WHERE v.has_customers

-- grain: one row per health band, of the customers paying at the as-of day
-- key: as_of, band
-- meaning: how many customers and how much MRR stand in each band; red is the MRR at
--   risk. previous_* are the same customers' bands a week earlier, at today's MRR.
-- check: not_null(as_of, band, customers, mrr)
WITH bands AS (
  SELECT 'green' AS band
  UNION ALL
  SELECT 'yellow'
  UNION ALL
  SELECT 'red'
  UNION ALL
  SELECT 'grey'
),
placed AS (
  SELECT h.band, TRUE AS is_now, coalesce(c.mrr, 0) AS mrr
  FROM marts.health h
  JOIN marts.customers c ON c.customer_id = h.customer_id
  UNION ALL
  SELECT h.previous_band, FALSE, coalesce(c.mrr, 0)
  FROM marts.health h
  JOIN marts.customers c ON c.customer_id = h.customer_id
)
SELECT
  s.as_of, b.band,
  count(CASE WHEN p.is_now THEN 1 END) AS customers,
  CAST(coalesce(sum(CASE WHEN p.is_now THEN p.mrr END), 0) AS DECIMAL(18, 6)) AS mrr,
  count(CASE WHEN NOT p.is_now THEN 1 END) AS previous_customers,
  CAST(coalesce(sum(CASE WHEN NOT p.is_now THEN p.mrr END), 0) AS DECIMAL(18, 6)) AS previous_mrr
FROM bands b
CROSS JOIN core.settings s
LEFT JOIN placed p ON p.band = b.band
WHERE EXISTS (SELECT 1 FROM marts.health)
GROUP BY s.as_of, b.band

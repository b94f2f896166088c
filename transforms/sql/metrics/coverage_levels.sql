-- grain: one row per paying customer, area and source of it
-- key: customer_id, area, source
-- meaning: source 'all' is any source of the area, area 'all' all five areas: with
--   data only where each of them has data. An area without a source has the source
--   'all' alone, and nothing in it.
WITH areas AS (
  SELECT area FROM (VALUES ('crm'), ('billing'), ('helpdesk'), ('survey'), ('usage')) AS known(area)
),
paying AS (
  SELECT customer_id, coalesce(mrr, 0) AS mrr FROM marts.customers WHERE paying
),
of_area AS (
  SELECT
    p.customer_id, p.mrr, a.area,
    max(CASE WHEN d.is_known THEN 1 ELSE 0 END) AS is_known,
    max(CASE WHEN d.has_data THEN 1 ELSE 0 END) AS has_data,
    max(CASE WHEN d.is_fresh THEN 1 ELSE 0 END) AS is_fresh,
    max(d.newest) AS newest
  FROM paying p
  CROSS JOIN areas a
  LEFT JOIN marts.data_coverage d ON d.customer_id = p.customer_id AND d.area = a.area
  GROUP BY p.customer_id, p.mrr, a.area
)
SELECT p.customer_id, p.mrr, d.area, d.source,
  CASE WHEN d.is_known THEN 1 ELSE 0 END AS is_known,
  CASE WHEN d.has_data THEN 1 ELSE 0 END AS has_data,
  CASE WHEN d.is_fresh THEN 1 ELSE 0 END AS is_fresh,
  d.newest
FROM paying p
JOIN marts.data_coverage d ON d.customer_id = p.customer_id
UNION ALL
SELECT customer_id, mrr, area, 'all', is_known, has_data, is_fresh, newest FROM of_area
UNION ALL
SELECT customer_id, mrr, 'all', 'all', min(is_known), min(has_data), min(is_fresh), NULL
FROM of_area
GROUP BY customer_id, mrr

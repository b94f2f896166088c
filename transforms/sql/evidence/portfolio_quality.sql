-- adds: ratio(sum(part), sum(base))
-- meaning: one row per customer of the segment paying on the day; part is 100, 60 or
--   40 by its band, base 1 where it is scored.
SELECT
  h.customer_id, 'customer' AS record, c.source, h.customer_id AS record_id, h.as_of AS day,
  c.name || ', ' || h.band AS detail,
  CASE h.band WHEN 'green' THEN 100 WHEN 'yellow' THEN 60 WHEN 'red' THEN 40 END AS part,
  CASE WHEN h.band <> 'grey' THEN 1 END AS base
FROM metrics.figure f
JOIN marts.health h ON h.as_of = f.period_start
JOIN metrics.customer_segments g ON g.day = h.as_of AND g.customer_id = h.customer_id AND g.dimension = f.dimension AND g.segment = f.segment
LEFT JOIN core.customers c ON c.customer_id = h.customer_id

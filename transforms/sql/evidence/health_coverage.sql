-- adds: ratio(sum(part), sum(base))
-- meaning: one row per customer paying on the day; part is 1 where it has a score.
SELECT
  h.customer_id, 'customer' AS record, c.source, h.customer_id AS record_id, f.period_start AS day,
  c.name || ', known ' || CAST(round(100 * h.coverage) AS VARCHAR) || ' % of the weights' AS detail,
  CASE WHEN h.band <> 'grey' THEN 1 ELSE 0 END AS part,
  1 AS base
FROM metrics.figure f
JOIN marts.health h ON h.as_of = f.period_start
JOIN metrics.customer_states s ON s.day = h.as_of AND s.customer_id = h.customer_id
LEFT JOIN core.customers c ON c.customer_id = h.customer_id

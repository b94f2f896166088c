-- adds: ratio(sum(part), sum(base))
-- meaning: one row per customer paying on the day; base is its MRR, part the same
--   where its health is green. Where nobody is scored there is no base.
SELECT
  h.customer_id, 'customer' AS record, c.source, h.customer_id AS record_id, f.period_start AS day,
  c.name || ', ' || h.band AS detail,
  CASE WHEN h.band = 'green' THEN s.mrr ELSE 0 END AS part,
  CASE WHEN count(h.score) OVER () > 0 THEN s.mrr END AS base
FROM metrics.figure f
JOIN marts.health h ON h.as_of = f.period_start
JOIN metrics.customer_states s ON s.day = h.as_of AND s.customer_id = h.customer_id
LEFT JOIN core.customers c ON c.customer_id = h.customer_id

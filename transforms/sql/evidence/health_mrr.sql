-- adds: coalesce(sum(part), 0)
-- meaning: one row per customer in the band; part is its MRR.
SELECT
  h.customer_id, 'customer' AS record, c.source, h.customer_id AS record_id, h.as_of AS day,
  c.name || coalesce(', score ' || CAST(round(h.score, 1) AS VARCHAR), '') || coalesce(', ' || h.gate, '') AS detail,
  coalesce(s.mrr, 0) AS part, CAST(NULL AS DOUBLE) AS base
FROM metrics.figure f
JOIN marts.health h ON h.as_of = f.period_start AND h.band = f.segment
JOIN metrics.customer_states s ON s.day = h.as_of AND s.customer_id = h.customer_id
LEFT JOIN core.customers c ON c.customer_id = h.customer_id

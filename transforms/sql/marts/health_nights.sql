-- grain: one row per as-of day computed so far and customer paying then
-- key: as_of, customer_id
-- meaning: every customer's health and MRR as each night saw them.
-- check: not_null(as_of, customer_id, band, hindsight)
SELECT h.as_of, h.customer_id, h.score, h.band, h.mrr, h.hindsight, h.run_id
FROM raw.quarterdeck_health h
JOIN staging.recorded_runs r ON r.as_of = h.as_of AND r.run_id = h.run_id
UNION ALL
SELECT t.as_of, h.customer_id, h.score, h.band, c.mrr, t.hindsight, t.run_id
FROM marts.health h
CROSS JOIN metrics.tonight t
LEFT JOIN marts.customers c ON c.customer_id = h.customer_id

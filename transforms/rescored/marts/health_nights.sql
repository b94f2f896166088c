-- grain: one row per recorded night and customer
-- key: as_of, customer_id
-- meaning: the health the settings at hand would have given, without the memory of the
--   nights before. A night that did not record what it knew (is_told) has none.
-- check: not_null(as_of, customer_id, band, hindsight)
SELECT
  h.as_of, h.customer_id, z.score, band_of(z.score, s.health_green, s.health_yellow) AS band,
  h.mrr, h.hindsight, h.run_id, h.pulse, h.measures IS NOT NULL AS is_told
FROM raw.quarterdeck_health h
CROSS JOIN core.settings s
JOIN staging.recorded_runs r ON r.as_of = h.as_of AND r.run_id = h.run_id
LEFT JOIN metrics.health_scores z ON z.day = h.as_of AND z.customer_id = h.customer_id

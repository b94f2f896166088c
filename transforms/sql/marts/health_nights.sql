-- grain: one row per as-of day computed so far and customer paying then
-- key: as_of, customer_id
-- meaning: every customer's health and MRR as each night saw them, with the version
--   of the definition: a score by another version is no change of the customer. What
--   each night knew stays in the record. Nights of older programs lack what comes
--   after run_id.
-- check: not_null(as_of, customer_id, band, hindsight)
SELECT
  h.as_of, h.customer_id, h.score, h.band, h.mrr, h.hindsight, h.run_id,
  h.profile, h.plain_band, h.band_since, h.ungated_score, h.coverage, h.gate, h.pulse, h.definition_version
FROM raw.quarterdeck_health h
JOIN staging.recorded_runs r ON r.as_of = h.as_of AND r.run_id = h.run_id
UNION ALL
SELECT
  as_of, customer_id, score, band, mrr, hindsight, run_id,
  profile, plain_band, band_since, ungated_score, coverage, gate, pulse, definition_version
FROM marts.health_tonight

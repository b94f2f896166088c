-- grain: one row per customer paying at the as-of day
-- key: as_of, customer_id
-- meaning: what is recorded of the night: health, and in measures, a JSON object, all
--   that was known of the customer, so that it can be scored again by other profiles;
--   seen has the day of the newest fact behind each measure.
-- check: not_null(as_of, customer_id, band, hindsight)
WITH known AS (
  SELECT
    v.customer_id,
    '{' || string_agg(CAST(to_json(v.measure) AS VARCHAR) || ':' || CAST(to_json(v.value) AS VARCHAR), ',' ORDER BY v.measure) || '}' AS measures,
    '{' || string_agg(CAST(to_json(v.measure) AS VARCHAR) || ':"' || CAST(v.seen_on AS VARCHAR) || '"', ',' ORDER BY v.measure) || '}' AS seen
  FROM metrics.measures v
  JOIN metrics.tonight t ON t.as_of = v.day
  WHERE v.value IS NOT NULL
  GROUP BY v.customer_id
),
latest AS (
  SELECT max(version) AS version
  FROM marts.definition_versions
  WHERE metric = 'health_score'
)
SELECT
  h.as_of, h.customer_id, h.score, h.band, c.mrr, t.hindsight,
  h.profile, h.plain_band, h.band_since, h.ungated_score, h.coverage, h.gate, h.pulse, k.measures, k.seen,
  CAST(d.version AS BIGINT) AS definition_version, t.run_id
FROM marts.health h
CROSS JOIN metrics.tonight t
CROSS JOIN latest d
LEFT JOIN marts.customers c ON c.customer_id = h.customer_id
LEFT JOIN known k ON k.customer_id = h.customer_id

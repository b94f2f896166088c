-- grain: one row per customer and night recorded lately by the definition of tonight
-- key: as_of, customer_id
-- meaning: what was published of its health then. A night by other profiles or
--   settings is left out: a change of weights is no change of the customer.
WITH version AS (
  SELECT max(version) AS version
  FROM marts.definition_versions
  WHERE metric = 'health_score'
)
SELECT h.as_of, h.customer_id, h.band, coalesce(h.plain_band, h.band) AS plain_band, h.gate, coalesce(h.band_since, h.as_of) AS band_since
FROM raw.quarterdeck_health h
JOIN staging.recorded_runs r ON r.as_of = h.as_of AND r.run_id = h.run_id
JOIN version v ON v.version = h.definition_version
CROSS JOIN core.settings s
WHERE h.as_of >= least(add_days(s.as_of, -8 * greatest(s.hysteresis_nights, 1)), add_months(s.as_of, -1))

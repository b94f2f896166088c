-- grain: one row per recorded night
-- key: day
-- meaning: every night is scored anew, as if it were the one computed.
SELECT DISTINCT 'recorded' AS moment, h.as_of AS day
FROM raw.quarterdeck_health h
JOIN staging.recorded_runs r ON r.as_of = h.as_of AND r.run_id = h.run_id
WHERE h.measures IS NOT NULL

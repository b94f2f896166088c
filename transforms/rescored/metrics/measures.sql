-- grain: one row per recorded night, customer and measure it knew
-- key: day, customer_id, measure
-- meaning: what the night knew, not what is known of it today.
WITH nights AS (
  SELECT h.as_of, h.customer_id, h.measures, h.seen
  FROM raw.quarterdeck_health h
  JOIN staging.recorded_runs r ON r.as_of = h.as_of AND r.run_id = h.run_id
  WHERE h.measures IS NOT NULL
),
seen AS (
  SELECT n.as_of, n.customer_id, e.entry.key AS measure, e.entry.value AS seen_on
  FROM nights n
  CROSS JOIN UNNEST(map_entries(from_json(coalesce(n.seen, '{}'), '"MAP(VARCHAR, DATE)"'))) AS e(entry)
)
SELECT n.as_of AS day, n.customer_id, e.entry.key AS measure, e.entry.value AS value, s.seen_on
FROM nights n
CROSS JOIN UNNEST(map_entries(from_json(n.measures, '"MAP(VARCHAR, DOUBLE)"'))) AS e(entry)
LEFT JOIN seen s ON s.as_of = n.as_of AND s.customer_id = n.customer_id AND s.measure = e.entry.key

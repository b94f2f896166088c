-- grain: one row per version of a metric's definition
-- key: metric, version
-- meaning: a version begins when the text, the formula or a setting the metric
--   names changes. valid_from is the as-of day of the first run computed with it.
-- check: not_null(metric, version, valid_from, text_hash)
-- check: expression(version > 0)
WITH recorded AS (
  SELECT d.metric, d.version, d.valid_from, d.definition, d.settings, d.text_hash, d.recorded_at, d.run_id
  FROM raw.quarterdeck_definitions d
  CROSS JOIN core.settings s
  WHERE d.run_id <> s.run_id
),
latest AS (
  SELECT metric, max(version) AS version, max(valid_from) AS valid_from, max_by(text_hash, version) AS text_hash
  FROM recorded
  GROUP BY metric
)
SELECT metric, version, valid_from, definition, settings, text_hash, recorded_at, run_id
FROM recorded
UNION ALL
SELECT
  d.metric,
  coalesce(l.version, 0) + 1,
  CASE WHEN l.valid_from > s.as_of THEN l.valid_from ELSE s.as_of END,
  d.definition, d.settings, d.fingerprint, s.known_at, s.run_id
FROM marts.definitions d
CROSS JOIN core.settings s
LEFT JOIN latest l ON l.metric = d.metric
WHERE l.metric IS NULL OR l.text_hash <> d.fingerprint

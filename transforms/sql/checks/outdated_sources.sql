-- severity: error
-- source: all
-- meaning: streams older than the age at which their source says that nothing may be published on them
-- total: core.source_freshness
SELECT
  f.source || '.' || f.stream AS key,
  CAST(CAST(floor(minutes_between(f.last_loaded_at, s.known_at) / 60) AS BIGINT) AS VARCHAR) || ' hours old' AS detail
FROM core.source_freshness f
CROSS JOIN core.settings s
WHERE minutes_between(f.last_loaded_at, s.known_at) > 60 * f.error_hours

-- severity: warn
-- source: all
-- meaning: streams whose newest load is older than the run allows
-- total: core.source_freshness
SELECT
  f.source || '.' || f.stream AS key,
  CAST(CAST(floor(minutes_between(f.last_loaded_at, s.known_at) / 60) AS BIGINT) AS VARCHAR) || ' hours old' AS detail
FROM core.source_freshness f
CROSS JOIN core.settings s
WHERE minutes_between(f.last_loaded_at, s.known_at) > 60 * coalesce(f.warn_hours, s.stale_hours)

-- severity: error
-- source: all
-- meaning: streams whose newest full load has far fewer rows than the one before; an empty answer must not wipe a table
-- total: core.source_freshness
SELECT
  f.source || '.' || f.stream AS key,
  CAST(f.rows AS VARCHAR) || ' rows after ' || CAST(f.previous_rows AS VARCHAR) AS detail
FROM core.source_freshness f
CROSS JOIN core.settings s
WHERE f.rows < f.previous_rows * (1 - s.volume_drop)

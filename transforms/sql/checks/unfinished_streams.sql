-- severity: warn
-- source: all
-- meaning: streams whose newest pull did not come to its end; the next one goes on
-- total: core.source_freshness
SELECT
  f.source || '.' || f.stream AS key,
  f.unfinished AS detail
FROM core.source_freshness f
WHERE f.unfinished IS NOT NULL

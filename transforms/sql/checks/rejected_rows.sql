-- severity: warn
-- source: all
-- meaning: records of the newest pull that could not be landed and are in no table; the file named has each with its reason
-- total: core.source_freshness
SELECT
  f.source || '.' || f.stream AS key,
  CAST(f.rejected_rows AS VARCHAR) || ' in ' || coalesce(f.reject_file, 'no file') AS detail
FROM core.source_freshness f
WHERE f.rejected_rows > 0

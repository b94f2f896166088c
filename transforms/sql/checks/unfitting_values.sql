-- severity: warn
-- source: all
-- meaning: values of the newest pull that fit the type of no column; their columns are empty and the values are in _extra
-- total: core.source_freshness
SELECT
  f.source || '.' || f.stream AS key,
  CAST(f.invalid_values AS VARCHAR) || ' values' AS detail
FROM core.source_freshness f
WHERE f.invalid_values > 0

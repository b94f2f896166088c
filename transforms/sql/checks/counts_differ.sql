-- severity: warn
-- source: all
-- meaning: streams of which the vendor counts more or fewer records than we have, by more than 10 and 0.5 %
-- total: core.source_freshness
SELECT
  f.source || '.' || f.stream AS key,
  CAST(f.rows AS VARCHAR) || ' here, ' || CAST(f.live_rows AS VARCHAR) || ' at the vendor' AS detail
FROM core.source_freshness f
WHERE abs(f.rows - f.live_rows) > 10 AND abs(f.rows - f.live_rows) > 0.005 * f.live_rows

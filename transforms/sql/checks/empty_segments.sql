-- severity: warn
-- source: all
-- meaning: expressions of segments that put every customer into (none)
-- total: core.segment_dimensions
SELECT d.dimension AS key
FROM core.segment_dimensions d
WHERE d.kind = 'expression'
  AND EXISTS (SELECT 1 FROM core.customers)
  AND NOT EXISTS (SELECT 1 FROM core.segments g WHERE g.dimension = d.dimension AND g.segment <> '(none)')

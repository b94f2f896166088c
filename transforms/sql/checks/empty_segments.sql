-- severity: warn
-- source: all
-- meaning: segments that put every customer into (none): an attribute nobody has or
--   whose name is misspelt, limits no number reaches, an expression that is never true
-- total: core.segment_dimensions
SELECT
  d.dimension AS key,
  CASE WHEN d.kind <> 'expression' THEN 'attribute ' || coalesce(d.attribute, d.dimension) END AS detail
FROM core.segment_dimensions d
WHERE d.kind IN ('attribute', 'attribute_band', 'expression')
  AND EXISTS (SELECT 1 FROM core.customers)
  AND NOT EXISTS (SELECT 1 FROM core.segments g WHERE g.dimension = d.dimension AND g.segment <> '(none)')

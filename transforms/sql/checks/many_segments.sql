-- severity: warn
-- source: all
-- meaning: dimensions with more than 200 segments, each of which has its rows in every mart; bands or an expression make fewer
-- total: core.segment_dimensions
SELECT dimension AS key, CAST(count(DISTINCT segment) AS VARCHAR) || ' segments' AS detail
FROM core.segments
GROUP BY dimension
HAVING count(DISTINCT segment) > 200

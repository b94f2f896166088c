-- grain: one row per band of a dimension made from MRR
-- key: dimension, segment
-- meaning: half-open MRR range of the band; upper_bound is null for the highest.
SELECT
  b.dimension,
  b.segment,
  CAST(b.lower_bound AS DECIMAL(18, 6)) AS lower_bound,
  CAST(lead(b.lower_bound) OVER (PARTITION BY b.dimension ORDER BY b.lower_bound, b.segment) AS DECIMAL(18, 6)) AS upper_bound
FROM core.segment_bands b
JOIN core.segment_dimensions n ON n.dimension = b.dimension AND n.kind = 'band'

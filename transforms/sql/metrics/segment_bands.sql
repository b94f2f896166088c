-- grain: one row per band of a dimension made from MRR
-- key: dimension, segment
-- meaning: half-open MRR range of the band; upper_bound is null for the highest.
SELECT
  dimension,
  segment,
  CAST(lower_bound AS DECIMAL(18, 6)) AS lower_bound,
  CAST(lead(lower_bound) OVER (PARTITION BY dimension ORDER BY lower_bound, segment) AS DECIMAL(18, 6)) AS upper_bound
FROM core.segment_bands

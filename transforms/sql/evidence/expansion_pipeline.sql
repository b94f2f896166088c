-- adds: coalesce(sum(part), 0)
-- meaning: one row per open deal that would expand a paying customer: base is its
--   amount, part its amount times the chance of its stage, 0 where it is stale.
SELECT
  d.customer_id, 'opportunity' AS record, d.source, d.opportunity_id AS record_id, d.close_date AS day,
  coalesce(d.stage, d.kind) || coalesce(', chance ' || CAST(round(d.probability, 4) AS VARCHAR), ', no chance given')
    || CASE WHEN d.is_stale THEN ', stale' ELSE '' END AS detail,
  coalesce(d.weighted, 0) AS part, d.amount AS base
FROM metrics.figure f
JOIN metrics.expansion_deals d ON TRUE
JOIN metrics.segment_spans g
  ON g.customer_id = d.customer_id AND g.dimension = f.dimension AND g.segment = f.segment
  AND g.valid_from <= f.as_of AND (g.valid_to IS NULL OR g.valid_to > f.as_of)

-- grain: one row per month, grain, unit and account its start MRR stood at before
-- key: month, grain, customer_id, item_id, origin_id
-- meaning: origin_id is the account the MRR counted as at the end of the month before:
--   the unit itself, unless accounts were merged into it or joined its group since.
SELECT
  c.month, g.grain, c.unit_id AS customer_id, CASE g.grain WHEN 'item' THEN c.item_id ELSE '' END AS item_id, c.origin_id,
  CAST(sum(c.start_mrr) AS DECIMAL(18, 6)) AS start_mrr
FROM metrics.item_changes c
CROSS JOIN metrics.movement_grains g
WHERE c.start_periods > 0
GROUP BY c.month, g.grain, c.unit_id, CASE g.grain WHEN 'item' THEN c.item_id ELSE '' END, c.origin_id

-- grain: one row per month, dimension, grain, unit and account its start MRR stood at, of units that were regrouped
-- key: month, dimension, grain, customer_id, item_id, origin_id
-- meaning: units into which accounts were merged since the month before, or which
--   left a group: from_segment is the account's at the month's start, to_segment the
--   unit's where its MRR is at the month's end, or at its start if none is left. place
--   counts the accounts of a unit, part the units of an account.
WITH counted AS (
  SELECT
    o.*, row_number() OVER (PARTITION BY o.month, o.grain, o.customer_id, o.item_id ORDER BY o.origin_id) AS place,
    row_number() OVER (PARTITION BY o.month, o.grain, o.origin_id, o.item_id ORDER BY o.customer_id) AS part,
    count(*) OVER (PARTITION BY o.month, o.grain, o.origin_id, o.item_id) AS parts
  FROM metrics.unit_origins o
),
regrouped AS (
  SELECT
    o.*, p.level_day AS start_day, CASE WHEN c.at_end THEN m.level_day ELSE p.level_day END AS to_day
  FROM counted o
  JOIN metrics.unit_changes c
    ON c.month = o.month AND c.grain = o.grain AND c.customer_id = o.customer_id AND c.item_id = o.item_id
  JOIN metrics.month_levels m ON m.month = o.month
  JOIN metrics.month_levels p ON p.month = m.previous_month
  WHERE c.is_merged OR o.parts > 1
)
SELECT
  r.month, t.dimension, r.grain, r.customer_id, r.item_id, r.origin_id, r.start_mrr, b.segment AS from_segment, t.segment AS to_segment,
  r.place, r.part
FROM regrouped r
JOIN metrics.customer_segments t ON t.day = r.to_day AND t.customer_id = r.customer_id
JOIN metrics.customer_segments b ON b.day = r.start_day AND b.customer_id = r.origin_id AND b.dimension = t.dimension

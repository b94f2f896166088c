-- grain: one row per month, grain and unit there at the month's start or end
-- key: month, grain, customer_id, item_id
-- meaning: a unit is a customer, or one item of it; item_id is empty for the former.
--   In constant currency start_mrr becomes end_at_start_rate; fx is the rest to end_mrr
--   and only what continues has any. first_paid_on is of the unit.
WITH units AS (
  SELECT
    c.month, g.grain, c.unit_id AS customer_id, CASE g.grain WHEN 'item' THEN c.item_id ELSE '' END AS item_id,
    sum_int(c.start_periods) AS start_periods, sum_int(c.end_periods) AS end_periods,
    bool_or(c.origin_id <> c.unit_id AND c.start_periods > 0) AS is_merged,
    CAST(sum(c.start_mrr) AS DECIMAL(18, 6)) AS start_mrr,
    CAST(sum(c.end_mrr) AS DECIMAL(18, 6)) AS end_mrr,
    CAST(sum(c.end_at_start_rate) AS DECIMAL(18, 6)) AS end_at_start_rate
  FROM metrics.item_changes c
  CROSS JOIN metrics.movement_grains g
  GROUP BY c.month, g.grain, c.unit_id, CASE g.grain WHEN 'item' THEN c.item_id ELSE '' END
)
SELECT
  u.month, u.grain, u.customer_id, u.item_id, u.start_periods, u.start_periods > 0 AS at_start, u.end_periods > 0 AS at_end, u.is_merged, m.is_first, m.level_day,
  u.start_mrr, u.end_mrr,
  CASE WHEN u.start_mrr > 0 THEN u.end_at_start_rate ELSE u.end_mrr END AS end_at_start_rate,
  CASE WHEN u.start_mrr > 0 AND u.end_mrr > 0 THEN u.end_mrr - u.end_at_start_rate ELSE CAST(0 AS DECIMAL(18, 6)) END AS fx,
  f.first_paid_on
FROM units u
JOIN metrics.month_levels m ON m.month = u.month
JOIN metrics.unit_first_payments f
  ON f.month = u.month AND f.grain = u.grain AND f.customer_id = u.customer_id AND f.item_id = u.item_id

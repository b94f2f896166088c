-- grain: one row per month, grain, unit and step from its start to its end
-- key: month, grain, customer_id, item_id, step
-- meaning: net per month a unit takes one step, whatever happened between; event by
--   event one for every day its MRR changed. What is not constant currency comes with
--   the last step (fx). from_day is the first day the step covers, day its last.
WITH steps AS (
  SELECT
    c.month, c.grain, c.customer_id, c.item_id, c.month AS from_day, c.level_day AS day, c.start_mrr AS mrr_before,
    c.end_at_start_rate AS mrr_after, c.at_start AS is_before, c.at_end AS is_after
  FROM metrics.unit_changes c
  LEFT JOIN (SELECT DISTINCT month, grain, customer_id, item_id FROM metrics.unit_steps) e
    ON e.month = c.month AND e.grain = c.grain AND e.customer_id = c.customer_id AND e.item_id = c.item_id
  WHERE e.month IS NULL
  UNION ALL
  SELECT month, grain, customer_id, item_id, day, day, mrr_before, mrr_after, is_before, is_after
  FROM metrics.unit_steps
),
numbered AS (
  SELECT
    s.*,
    row_number() OVER unit AS step,
    lead(s.day) OVER unit IS NULL AS is_last
  FROM steps s
  WINDOW unit AS (PARTITION BY s.month, s.grain, s.customer_id, s.item_id ORDER BY s.day)
)
SELECT
  n.month, n.grain, n.customer_id, n.item_id, n.step, n.from_day, n.day, n.mrr_before, n.mrr_after, n.is_before, n.is_after,
  CASE WHEN n.is_last THEN coalesce(c.fx, 0) ELSE CAST(0 AS DECIMAL(18, 6)) END AS fx,
  coalesce(c.is_first, FALSE) AS is_first, coalesce(c.is_merged, FALSE) AS is_merged, coalesce(c.at_start, FALSE) AS at_start,
  coalesce(c.at_end, FALSE) AS at_end, f.first_paid_on
FROM numbered n
LEFT JOIN metrics.unit_changes c
  ON c.month = n.month AND c.grain = n.grain AND c.customer_id = n.customer_id AND c.item_id = n.item_id
LEFT JOIN metrics.unit_first_payments f
  ON f.month = n.month AND f.grain = n.grain AND f.customer_id = n.customer_id AND f.item_id = n.item_id

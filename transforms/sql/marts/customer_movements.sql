-- grain: one row per month, account and step of its MRR from the month's start to its end
-- key: month, customer_id, item, step
-- meaning: start_mrr + amount (signed by the movement) + fx = end_mrr in every row. By
--   default each account has one step a month, and item is empty; the settings
--   movement_grain and movement_mode make items and days of it. movement none: its MRR
--   did not change. flow names what the net of the month hides: in_and_out started and
--   ended within it, left_and_returned paid at both ends but not all the time between.
-- check: not_null(month, customer_id, item, step, start_mrr, movement, amount, fx, end_mrr)
-- check: accepted(movement, none, opening, new, reactivation, expansion, contraction, churn)
-- check: expression(start_mrr + CASE WHEN movement IN ('churn', 'contraction') THEN -amount ELSE amount END + fx = end_mrr)
WITH steps AS (
  SELECT v.month, v.customer_id, v.item_id AS item, v.step, v.day, v.mrr_before, v.movement, v.amount, v.fx, v.reason, v.mrr_after
  FROM metrics.movements v
  JOIN metrics.movement_grains g ON g.grain = v.grain AND g.moves_money
),
unseen AS (
  SELECT f.month, f.customer_id, m.level_day AS day
  FROM metrics.month_flows f
  JOIN metrics.month_levels m ON m.month = f.month
  WHERE f.flow = 'in_and_out' AND NOT EXISTS (SELECT 1 FROM steps t WHERE t.month = f.month AND t.customer_id = f.customer_id)
)
SELECT
  t.month, t.customer_id, t.item, t.step, t.day,
  t.mrr_before AS start_mrr,
  coalesce(t.movement, 'none') AS movement,
  t.amount, t.fx, t.reason,
  CAST(t.mrr_after AS DECIMAL(18, 6)) AS end_mrr,
  f.flow
FROM steps t
LEFT JOIN metrics.month_flows f ON f.month = t.month AND f.customer_id = t.customer_id
UNION ALL
SELECT u.month, u.customer_id, '', 1, u.day, 0, 'none', 0, 0, NULL, 0, 'in_and_out'
FROM unseen u

-- grain: one row per month, grain, unit and step from its start to its end
-- key: month, grain, customer_id, item_id, step
-- meaning: what each step is. mrr_before + amount (signed by the movement) + fx =
--   mrr_after; movement is null where nothing changed. Churn is only the end of all
--   MRR of the unit, and what comes back is a reactivation however soon.
WITH named AS (
  SELECT
    s.*,
    movement_of(s.is_first, s.is_before, s.is_after, s.mrr_before, s.mrr_after, s.first_paid_on >= s.from_day) AS movement
  FROM metrics.movement_steps s
)
SELECT
  n.month, n.grain, n.customer_id, n.item_id, n.step, n.day, n.mrr_before, n.mrr_after + n.fx AS mrr_after, n.movement,
  CASE WHEN n.movement IS NULL THEN CAST(0 AS DECIMAL(18, 6)) ELSE CAST(abs(n.mrr_after - n.mrr_before) AS DECIMAL(18, 6)) END AS amount,
  n.fx, n.at_start, n.at_end, n.is_merged,
  CASE
    WHEN n.movement = 'churn' THEN coalesce(e.reason, 'voluntary')
    WHEN n.movement = 'reactivation' THEN coalesce(b.reason, 'returned')
    WHEN n.is_merged AND n.movement IN ('contraction', 'expansion') THEN 'merge'
    WHEN n.movement = 'contraction' AND n.mrr_after = 0 THEN 'free'
  END AS reason
FROM named n
LEFT JOIN metrics.step_reasons e
  ON e.side = 'stop' AND e.month = n.month AND e.grain = n.grain AND e.customer_id = n.customer_id AND e.item_id = n.item_id AND e.day = n.day
LEFT JOIN metrics.step_reasons b
  ON b.side = 'start' AND b.month = n.month AND b.grain = n.grain AND b.customer_id = n.customer_id AND b.item_id = n.item_id AND b.day = n.day

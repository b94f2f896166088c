-- grain: one row per month, grain, unit, side and day on which it might have moved
-- key: month, grain, customer_id, item_id, side, day
-- meaning: why MRR stopped (voluntary, involuntary, pause, free, trial) or began again
--   (resume, recovered, free). Net per month the latest stop and start of the month
--   count, on its level day; event by event each on its own.
WITH turns AS (
  SELECT customer_id, item_id, 'stop' AS side, end_date AS day,
    CASE end_reason WHEN 'past_due' THEN 'involuntary' WHEN 'change' THEN 'voluntary' ELSE coalesce(end_reason, 'voluntary') END AS reason,
    CASE WHEN end_reason = 'change' THEN 2 ELSE 1 END AS priority
  FROM metrics.counted_periods
  WHERE end_date IS NOT NULL
  UNION ALL
  SELECT customer_id, item_id, 'start', start_date, start_reason, CASE WHEN start_reason IS NULL THEN 2 ELSE 1 END
  FROM metrics.counted_periods
),
placed AS (
  SELECT
    m.month, g.grain, u.unit_id AS customer_id, CASE g.grain WHEN 'item' THEN t.item_id ELSE '' END AS item_id, t.side,
    CASE s.movement_mode WHEN 'event' THEN t.day ELSE m.level_day END AS day, t.day AS turned_on, t.reason, t.priority
  FROM turns t
  CROSS JOIN core.settings s
  CROSS JOIN metrics.movement_grains g
  JOIN metrics.month_levels m ON m.month = month_of(t.day)
  JOIN metrics.customer_units u ON u.month = m.month AND u.customer_id = t.customer_id
  WHERE t.day <= s.as_of
),
ranked AS (
  SELECT
    p.*,
    row_number() OVER (
      PARTITION BY month, grain, customer_id, item_id, side, day ORDER BY turned_on DESC, priority, reason
    ) AS rank
  FROM placed p
)
SELECT month, grain, customer_id, item_id, side, day, reason
FROM ranked
WHERE rank = 1

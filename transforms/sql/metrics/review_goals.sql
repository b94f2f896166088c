-- grain: one row per customer with goals that were open in the quarter
-- key: customer_id
-- meaning: numbers decide whether a goal is reached, its date whether it is missed;
--   between the two its owner's word stands, but for a success the numbers do not bear
--   out. Dropped goals are in no count.
WITH worded AS (
  SELECT
    g.customer_id, g.due_on,
    -- Null where there is nothing to measure by.
    CASE WHEN g.baseline <> g.target THEN (g.actual - g.baseline) / (g.target - g.baseline) >= 1 END AS is_there,
    coalesce(goal_word(g.status), 'unstated') AS word
  FROM core.goals g
  CROSS JOIN metrics.review_period q
  WHERE g.customer_id IS NOT NULL AND g.title IS NOT NULL AND (g.due_on IS NULL OR g.due_on >= q.period_start)
),
judged AS (
  SELECT
    w.customer_id,
    CASE
      WHEN w.is_there THEN 'reached'
      WHEN w.word = 'missed' OR (w.word = 'reached' AND w.is_there IS NULL) THEN w.word
      WHEN w.due_on < s.as_of THEN 'missed'
      WHEN w.word = 'reached' THEN 'unstated'
      ELSE w.word
    END AS status
  FROM worded w
  CROSS JOIN core.settings s
  WHERE w.word <> 'dropped'
)
SELECT
  customer_id,
  count(*) AS goals,
  sum_int(CASE WHEN status IN ('reached', 'on_track') THEN 1 ELSE 0 END) AS good
FROM judged
GROUP BY customer_id

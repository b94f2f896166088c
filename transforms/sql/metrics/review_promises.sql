-- grain: one row per customer with promises of ours for the quarter
-- key: customer_id
-- meaning: those due in the quarter, those due before it and still open, and those
--   without a date that the review of the quarter before recorded. Dropped ones are in
--   no count.
WITH spelled AS (
  SELECT
    c.customer_id, c.due_on, trim(c.review) AS review,
    replace(replace(lower(trim(c.status)), ' ', '_'), '-', '_') AS word,
    replace(replace(lower(trim(c.side)), ' ', '_'), '-', '_') AS side
  FROM core.commitments c
  WHERE c.customer_id IS NOT NULL AND c.text IS NOT NULL
),
ours AS (
  SELECT
    customer_id, due_on, review,
    CASE
      WHEN word IN ('done', 'complete', 'completed', 'closed', 'kept') THEN 'done'
      WHEN word IN ('dropped', 'cancelled', 'canceled') THEN 'dropped'
      ELSE 'open'
    END AS status
  FROM spelled
  WHERE coalesce(side, 'us') <> 'them'
)
SELECT
  o.customer_id,
  count(*) AS promises,
  sum_int(CASE WHEN o.status = 'done' THEN 1 ELSE 0 END) AS done
FROM ours o
CROSS JOIN metrics.review_period q
WHERE o.status <> 'dropped'
  AND (upper(o.review) = q.previous_label AND o.due_on IS NULL
    OR o.due_on >= q.period_start AND o.due_on < q.period_end
    OR o.due_on < q.period_start AND o.status = 'open')
GROUP BY o.customer_id

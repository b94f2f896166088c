-- grain: one row per decision of a customer to stay or to go
-- key: customer_id, kind, due_on
-- meaning: the labels warnings are judged by, from contracts alone. renewal: a term
--   that came up and is decided; quarter: a fiscal quarter of a customer without a term.
--   outcome_on is due_on, or an earlier end; known_on the day from which the outcome was
--   known, after which it cannot be foretold. arr is what was decided on.
-- check: not_null(customer_id, kind, due_on, outcome_on, known_on, outcome)
-- check: accepted(kind, renewal, quarter)
-- check: accepted(outcome, kept, lost)
-- check: expression(known_on <= outcome_on AND outcome_on <= due_on)
-- check: expression((outcome = 'lost') = (reason IS NOT NULL))
WITH notices AS (
  -- A customer without a term gives notice of any of its contracts that ended with it.
  SELECT q.customer_id, q.due_on, min(day_of(b.canceled_at)) AS notice_on
  FROM metrics.quarter_labels q
  JOIN core.subscriptions b ON b.customer_id = q.customer_id
  WHERE q.outcome = 'lost' AND day_of(b.canceled_at) <= q.outcome_on AND day_of(b.ended_at) = q.outcome_on
  GROUP BY q.customer_id, q.due_on
)
SELECT customer_id, 'renewal' AS kind, due_on, outcome_on, known_on, notice_on, outcome, reason, arr
FROM metrics.renewal_labels
UNION ALL
SELECT
  q.customer_id, 'quarter', q.due_on, q.outcome_on, coalesce(n.notice_on, q.outcome_on), n.notice_on, q.outcome, q.reason,
  CAST(12 * m.mrr AS DECIMAL(18, 6))
FROM metrics.quarter_labels q
LEFT JOIN notices n ON n.customer_id = q.customer_id AND n.due_on = q.due_on
LEFT JOIN marts.mrr_monthly m ON m.customer_id = q.customer_id AND m.month = add_months(month_of(q.first_day), -1)

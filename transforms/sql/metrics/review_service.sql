-- grain: one row per customer with tickets
-- key: customer_id
-- meaning: service of the quarter and of the one before. Replies and targets are of the
--   tickets created in it, solutions of those solved in it; open ones are open today.
--   known: any ticket within the six months to the quarter's end, or one still open.
WITH placed AS (
  SELECT
    t.customer_id, t.first_reply_minutes, t.full_resolution_minutes, t.sla, t.state,
    CASE WHEN t.created_on >= q.period_start THEN 'now' WHEN t.created_on >= q.previous_start THEN 'before' END AS created_in,
    CASE WHEN t.solved_on >= q.period_start THEN 'now' WHEN t.solved_on >= q.previous_start THEN 'before' END AS solved_in,
    t.created_on < q.period_end AS is_created, t.solved_on < q.period_end AS is_solved
  FROM marts.tickets t
  CROSS JOIN metrics.review_period q
  WHERE t.customer_id IS NOT NULL
)
SELECT
  customer_id,
  count(CASE WHEN is_created AND created_in IS NOT NULL THEN 1 END) + count(CASE WHEN state NOT IN ('solved', 'closed') THEN 1 END) AS known,
  quantile_cont(CASE WHEN is_created AND created_in = 'now' THEN first_reply_minutes END, 0.5) AS reply,
  quantile_cont(CASE WHEN is_created AND created_in = 'before' THEN first_reply_minutes END, 0.5) AS reply_before,
  quantile_cont(CASE WHEN is_solved AND solved_in = 'now' THEN full_resolution_minutes END, 0.5) AS resolution,
  quantile_cont(CASE WHEN is_solved AND solved_in = 'before' THEN full_resolution_minutes END, 0.5) AS resolution_before,
  count(CASE WHEN is_created AND created_in = 'now' AND sla = 'met' THEN 1 END) AS met,
  count(CASE WHEN is_created AND created_in = 'now' AND sla IN ('met', 'breached') THEN 1 END) AS decided,
  count(CASE WHEN state NOT IN ('solved', 'closed') THEN 1 END) AS open_tickets
FROM placed
GROUP BY customer_id

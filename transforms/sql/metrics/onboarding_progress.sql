-- grain: one row per customer with onboarding steps
-- key: customer_id
-- meaning: steps that are not applicable count nowhere. The onboarding's target is
--   the last day a mandatory step is planned for; it is complete on the day the last
--   mandatory step is done. A step named twice for a customer is one.
WITH steps AS (
  SELECT
    customer_id, step,
    bool_and(applicable) AS applicable, bool_or(mandatory) AS mandatory, max(due_on) AS due_on, min(done_on) AS done_on
  FROM core.onboarding_steps
  WHERE customer_id IS NOT NULL
  GROUP BY customer_id, step
)
SELECT
  t.customer_id,
  sum_int(CASE WHEN t.applicable THEN 1 ELSE 0 END) AS steps,
  sum_int(CASE WHEN t.applicable AND t.done_on IS NOT NULL THEN 1 ELSE 0 END) AS steps_done,
  sum_int(CASE WHEN t.applicable AND t.due_on <= s.as_of THEN 1 ELSE 0 END) AS steps_due,
  sum_int(CASE WHEN t.applicable AND t.due_on <= s.as_of AND t.done_on IS NULL THEN 1 ELSE 0 END) AS steps_overdue,
  sum_int(CASE WHEN t.applicable AND t.mandatory THEN 1 ELSE 0 END) AS mandatory_steps,
  sum_int(CASE WHEN t.applicable AND t.mandatory AND t.done_on IS NOT NULL THEN 1 ELSE 0 END) AS mandatory_done,
  max(CASE WHEN t.applicable AND t.mandatory THEN t.due_on END) AS target_on,
  CASE WHEN bool_and(t.done_on IS NOT NULL OR NOT t.applicable OR NOT t.mandatory)
    THEN max(CASE WHEN t.applicable AND t.mandatory THEN t.done_on END) END AS completed_on
FROM steps t
CROSS JOIN core.settings s
GROUP BY t.customer_id

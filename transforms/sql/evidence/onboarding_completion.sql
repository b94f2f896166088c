-- adds: ratio(sum(part), sum(base))
-- meaning: one row per mandatory step of the customers whose target day lies in the
--   period: all of a customer's steps together have base 1, and part 1 where every one
--   is done.
SELECT
  t.customer_id, 'onboarding_step' AS record, o.source, o.account || '/' || o.step AS record_id, o.due_on AS day,
  o.step || coalesce(', done on ' || CAST(o.done_on AS VARCHAR), ', not done') || ', target ' || CAST(t.target_on AS VARCHAR) AS detail,
  CASE WHEN t.completed_on IS NULL THEN 0.0 ELSE 1.0 END / count(*) OVER (PARTITION BY t.customer_id) AS part,
  1.0 / count(*) OVER (PARTITION BY t.customer_id) AS base
FROM metrics.figure f
JOIN metrics.onboarding_targets t
  ON t.span = f.span AND t.period_start = f.period_start AND t.dimension = f.dimension AND t.segment = f.segment
JOIN core.onboarding_steps o ON o.customer_id = t.customer_id AND o.applicable AND o.mandatory

-- grain: one row per customer that ever paid or has onboarding steps
-- key: as_of, customer_id
-- meaning: how far the onboarding is, and the days from the start to first value
--   (0 where a pilot had shown it before). value_state: reached, waiting, churned
--   (without it) or unknown, which reason explains. onboarding_state: complete, late
--   (past its target), open or none (no mandatory steps).
-- check: not_null(as_of, customer_id, value_state, onboarding_state)
-- check: accepted(value_state, reached, waiting, churned, unknown)
-- check: accepted(onboarding_state, complete, late, open, none)
-- check: expression(ttv_days IS NULL OR ttv_days >= 0)
-- check: expression(completion IS NULL OR completion BETWEEN 0 AND 1)
WITH everyone AS (
  SELECT customer_id FROM metrics.value_journeys
  UNION
  SELECT customer_id FROM metrics.onboarding_progress
)
SELECT
  s.as_of, e.customer_id, v.started_on, v.age_days, v.first_value_on, v.first_value_event, v.ttv_days,
  coalesce(v.is_before_start, FALSE) AS value_before_start,
  CASE
    WHEN v.is_reached THEN 'reached'
    WHEN NOT coalesce(v.is_known, FALSE) THEN 'unknown'
    WHEN v.paying THEN 'waiting'
    ELSE 'churned'
  END AS value_state,
  CASE WHEN v.customer_id IS NULL THEN 'no_contract' ELSE v.reason END AS reason,
  coalesce(o.steps, 0) AS steps, coalesce(o.steps_done, 0) AS steps_done,
  coalesce(o.steps_due, 0) AS steps_due, coalesce(o.steps_overdue, 0) AS steps_overdue,
  ratio(o.steps_done, o.steps) AS completion,
  coalesce(o.mandatory_steps, 0) AS mandatory_steps, coalesce(o.mandatory_done, 0) AS mandatory_done,
  o.target_on, o.completed_on,
  CASE
    WHEN coalesce(o.mandatory_steps, 0) = 0 THEN 'none'
    WHEN o.completed_on IS NOT NULL THEN 'complete'
    WHEN o.target_on <= s.as_of THEN 'late'
    ELSE 'open'
  END AS onboarding_state
FROM everyone e
CROSS JOIN core.settings s
LEFT JOIN metrics.value_journeys v ON v.customer_id = e.customer_id
LEFT JOIN metrics.onboarding_progress o ON o.customer_id = e.customer_id

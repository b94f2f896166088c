-- grain: one row per customer as a file names it, and step of its onboarding
-- key: source, account, step
-- meaning: a step is mandatory and applicable unless the file says otherwise;
--   done after the as-of day is not done yet. due_on is a plan and may lie ahead.
SELECT
  o._source AS source, o.customer_id AS account, o.step, r.customer_id,
  coalesce(o.applicable, TRUE) AS applicable,
  coalesce(o.mandatory, TRUE) AS mandatory,
  o.due_on,
  CASE WHEN o.done_on <= s.as_of THEN o.done_on END AS done_on
FROM raw.files_onboarding_steps o
CROSS JOIN core.settings s
LEFT JOIN staging.customer_references r ON r.reference = o.customer_id

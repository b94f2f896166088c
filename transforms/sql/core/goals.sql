-- grain: one row per goal agreed with a customer
-- key: goal_id
SELECT
  g.goal_id, r.customer_id, g.title, g.measure, g.unit, g.baseline, g.target, g.actual, g.due_on, g.owner, g.status,
  g._source AS source
FROM raw.files_goals g
LEFT JOIN staging.customer_references r ON r.reference = g.customer_id

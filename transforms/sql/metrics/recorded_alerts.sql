-- grain: one row per alert the nights before this one recorded
-- key: customer_id, rule, since
-- meaning: first sent_on, and what was at stake then; closed_on where it has closed.
SELECT
  coalesce(r.customer_id, q.customer_id) AS customer_id, q.rule, q.since,
  min(q.kind) AS kind,
  min(q.sent_on) AS sent_on,
  min_by(q.money, q.as_of) AS money,
  min(q.closed_on) AS closed_on
FROM raw.quarterdeck_alerts q
JOIN staging.recorded_runs n ON n.as_of = q.as_of AND n.run_id = q.run_id
LEFT JOIN staging.customer_references r ON r.reference = q.customer_id
GROUP BY coalesce(r.customer_id, q.customer_id), q.rule, q.since

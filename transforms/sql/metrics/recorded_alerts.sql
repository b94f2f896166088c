-- grain: one row per alert the nights before this one recorded
-- key: customer_id, rule, since
-- meaning: when it went out first, also in a look back, when to readers, and when it
--   closed, if it did; and the most that was at stake. A customer that is part of another by now counts as that.
SELECT
  coalesce(m.customer_id, q.customer_id) AS customer_id, q.rule, q.since,
  min(q.kind) AS kind, min(q.sent_on) AS sent_on, min(CASE WHEN q.was_published THEN q.sent_on END) AS published_on,
  min(q.closed_on) AS closed_on, max(q.money) AS money
FROM raw.quarterdeck_alerts q
JOIN staging.recorded_runs n ON n.as_of = q.as_of AND n.run_id = q.run_id
LEFT JOIN metrics.moved_customers m ON m.former_id = q.customer_id
GROUP BY coalesce(m.customer_id, q.customer_id), q.rule, q.since

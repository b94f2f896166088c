-- grain: one row per alert and night before this one that recorded it
-- key: as_of, customer_id, rule
-- sorted: no
-- meaning: every alert as each night told it. A customer that is part of another by now
--   counts as that; of two alerts that become one so, the one open longest speaks.
WITH moved AS (
  SELECT source_id, min(customer_id) AS customer_id
  FROM core.identity
  WHERE kind = 'company' AND customer_id IS NOT NULL AND source_id NOT IN (SELECT customer_id FROM core.customers)
  GROUP BY source_id
),
told AS (
  SELECT
    q.as_of, coalesce(m.customer_id, q.customer_id) AS customer_id, q.customer_id AS reference,
    q.rule, q.kind, q.state, q.since, q.reason, q.owner, q.mrr, q.money, q.over_nights, q.known_on, q.sent_on, q.was_published, q.closed_on, q.ended,
    q.state IN ('new', 'open', 'acknowledged', 'held') AS is_open
  FROM raw.quarterdeck_alerts q
  JOIN staging.recorded_runs n ON n.as_of = q.as_of AND n.run_id = q.run_id
  LEFT JOIN moved m ON m.source_id = q.customer_id
),
ranked AS (
  SELECT
    t.*,
    row_number() OVER (PARTITION BY as_of, customer_id, rule ORDER BY CASE WHEN is_open THEN 0 ELSE 1 END, since, reference) AS place
  FROM told t
)
SELECT
  as_of, customer_id, rule, kind, since, reason, owner, mrr, money, over_nights, known_on, sent_on, was_published, closed_on, ended, is_open
FROM ranked
WHERE place = 1

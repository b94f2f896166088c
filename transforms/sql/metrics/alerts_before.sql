-- grain: one row per alert the last recorded night before this one knew
-- key: customer_id, rule
-- meaning: what the alerts of tonight go on from. Of customers that are one by now the
--   alert that is open longest stays.
WITH last_night AS (
  SELECT as_of, run_id FROM staging.recorded_runs WHERE as_of = (SELECT max(as_of) FROM staging.recorded_runs)
),
carried AS (
  SELECT
    coalesce(m.customer_id, q.customer_id) AS customer_id, q.customer_id AS reference, q.rule, q.kind, q.since, q.reason, q.owner, q.mrr, q.money,
    q.over_nights, q.known_on, q.sent_on, q.was_published, q.closed_on, q.ended,
    q.state IN ('new', 'open', 'acknowledged', 'held') AS is_open
  FROM raw.quarterdeck_alerts q
  JOIN last_night n ON n.as_of = q.as_of AND n.run_id = q.run_id
  LEFT JOIN metrics.moved_customers m ON m.former_id = q.customer_id
),
ranked AS (
  SELECT
    c.*,
    row_number() OVER (PARTITION BY customer_id, rule ORDER BY CASE WHEN is_open THEN 0 ELSE 1 END, since, reference) AS place
  FROM carried c
)
SELECT
  customer_id, rule, kind, since, reason, owner, mrr, money, over_nights, known_on, sent_on, was_published, closed_on, ended, is_open
FROM ranked
WHERE place = 1

-- grain: one row per alert that somebody has seen
-- key: customer_id, rule, since
-- meaning: the newest acknowledgement on or after the day the alert opened and before
--   the next one of the same rule; verdict is the newest that was given. What was said
--   before belongs to an earlier alert.
WITH spans AS (
  SELECT customer_id, rule, since, lead(since) OVER (PARTITION BY customer_id, rule ORDER BY since) AS next_since
  FROM (
    SELECT customer_id, rule, since FROM metrics.alert_steps
    UNION
    SELECT customer_id, rule, since FROM metrics.recorded_alerts
  ) every_alert
),
matched AS (
  SELECT
    p.customer_id, p.rule, p.since, a.acknowledged_on, a.author, a.verdict, a.note,
    row_number() OVER (PARTITION BY p.customer_id, p.rule, p.since ORDER BY a.acknowledged_on DESC, a.source, a.account) AS place,
    min(a.acknowledged_on) OVER (PARTITION BY p.customer_id, p.rule, p.since) AS first_on
  FROM spans p
  JOIN core.alert_acknowledgements a
    ON a.customer_id = p.customer_id AND a.rule = p.rule
    AND a.acknowledged_on >= p.since AND (p.next_since IS NULL OR a.acknowledged_on < p.next_since)
)
SELECT
  customer_id, rule, since,
  min(first_on) AS first_on,
  max(CASE WHEN place = 1 THEN acknowledged_on END) AS acknowledged_on,
  max(CASE WHEN place = 1 THEN author END) AS author,
  max_by(verdict, place * -1) AS verdict,
  max(CASE WHEN place = 1 THEN note END) AS note
FROM matched
GROUP BY customer_id, rule, since

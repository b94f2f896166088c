-- adds: sum(part) / sum(base)
-- meaning: one row per ticket and answer of the window, users by their customer; base
--   is a record's share of its kind, part the same where its customer is known.
WITH span AS (
  SELECT p.period_start, p.last_day
  FROM metrics.periods p
  WHERE p.topic = 'support' AND p.span = 'trailing'
    AND EXISTS (SELECT 1 FROM metrics.figure)
),
records AS (
  SELECT t.customer_id, 'ticket' AS record, c.source, t.ticket_id AS record_id, t.created_on AS day, 1 AS n, 'ticket' AS detail
  FROM span w
  JOIN metrics.ticket_facts t ON t.created_on BETWEEN w.period_start AND w.last_day
  JOIN core.tickets c ON c.ticket_id = t.ticket_id
  UNION ALL
  SELECT r.customer_id, 'survey_response', r.source, r.response_id, r.responded_on, 1, r.survey
  FROM span w
  JOIN core.survey_responses r ON r.responded_on BETWEEN w.period_start AND w.last_day
  UNION ALL
  SELECT nullif(u.customer_id, ''), 'usage_event', NULL, NULL, max(u.day), count(DISTINCT u.user_id),
    CAST(count(DISTINCT u.user_id) AS VARCHAR) || ' users'
  FROM span w
  JOIN metrics.user_days u ON u.day BETWEEN w.period_start AND w.last_day
  GROUP BY u.customer_id
)
SELECT
  customer_id, record, source, record_id, day, detail,
  CASE WHEN customer_id IS NULL THEN 0 ELSE ratio(n, sum(n) OVER (PARTITION BY record)) END AS part,
  ratio(n, sum(n) OVER (PARTITION BY record)) AS base
FROM records

-- grain: one row per ticket
-- key: source, ticket_id
-- meaning: calendar minutes the requester waited, known where the states are, and
--   the business minutes of every clock; is_scheduled: the team's schedule counts.
WITH waits AS (
  SELECT source, ticket_id, sum_int(epoch_us(to_at) - epoch_us(from_at)) / 60000000.0 AS wait
  FROM staging.ticket_clocks
  WHERE clock = 'wait'
  GROUP BY source, ticket_id
),
scheduled AS (
  SELECT count(*) > 0 AS is_scheduled FROM core.schedules
)
SELECT
  t.source, t.ticket_id, k.is_scheduled, CASE WHEN t.has_states THEN coalesce(w.wait, 0) END AS wait,
  b.reply AS reply_business, b.first_resolution AS first_resolution_business, b.full_resolution AS full_resolution_business,
  CASE WHEN t.has_states THEN coalesce(b.wait, 0) END AS wait_business
FROM staging.ticket_times t
CROSS JOIN scheduled k
LEFT JOIN waits w ON w.source = t.source AND w.ticket_id = t.ticket_id
LEFT JOIN staging.ticket_business_minutes b ON b.source = t.source AND b.ticket_id = t.ticket_id

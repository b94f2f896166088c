-- grain: one row per moment of a helpdesk ticket that matters to a metric
-- key: source, event_id
-- meaning: of the metric events the running of the resolution clock (started = open,
--   fulfilled = solved, started again = reopened), public replies, and where the
--   requester's clock pauses (pending) and goes on (open).
SELECT
  e._source AS source, CAST(e.id AS VARCHAR) AS event_id, CAST(e.ticket_id AS VARCHAR) AS ticket_id, e.occurred_at,
  CASE
    WHEN e.metric = 'resolution_time' AND e.type = 'fulfill' THEN 'solved'
    WHEN e.metric = 'resolution_time' AND coalesce(e.instance_id, 1) = 1 THEN 'new'
    WHEN e.metric = 'resolution_time' THEN 'open'
    WHEN e.metric = 'requester_wait_time' AND e.type = 'pause' THEN 'pending'
    WHEN e.metric = 'requester_wait_time' THEN 'open'
  END AS state,
  e.metric = 'reply_time' AS is_reply
FROM raw.zendesk_ticket_metric_events e
CROSS JOIN core.settings s
WHERE e.occurred_at < s.as_of_end
  AND ((e.metric = 'resolution_time' AND e.type IN ('activate', 'fulfill')) OR (e.metric = 'reply_time' AND e.type = 'fulfill')
    OR (e.metric = 'requester_wait_time' AND e.type IN ('activate', 'pause')))

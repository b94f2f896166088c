-- grain: one row per thing a user did
-- key: event_id
-- materialized: no
-- meaning: day is the local day. event_id of tracked events is a hash of what the
--   tracker itself tells two events apart by. Not published: nobody needs millions of
--   events with their users' addresses in a file that is handed on. Its rows are
--   checked in metrics.customer_events and ids_in_two_sources.
WITH events AS (
  SELECT e.event_key AS event_id, a.customer_id, e.user_id, e.event, e.occurred_at, e.quantity, e.source
  FROM staging.usage_records e
  LEFT JOIN staging.usage_accounts a
    ON a.source = e.source AND a.account_id = coalesce(e.account_id, '') AND a.user_id = coalesce(e.user_id, '')
  UNION ALL
  SELECT f.event_id, r.customer_id, f.user_id, f.event, f.occurred_at, f.quantity, f._source
  FROM raw.files_usage_events f
  LEFT JOIN staging.customer_references r ON r.reference = f.customer_id
)
SELECT
  e.event_id, e.customer_id, e.user_id, e.event, e.occurred_at,
  CASE
    WHEN d.next_from IS NULL THEN local_day(e.occurred_at)
    WHEN e.occurred_at < d.next_from THEN d.first_day
    ELSE d.next_day
  END AS day,
  coalesce(e.quantity, 1) AS quantity, e.source
FROM events e
CROSS JOIN core.settings s
LEFT JOIN staging.usage_midnights d ON d.utc_day = CAST(e.occurred_at AS DATE)
WHERE e.occurred_at < s.as_of_end

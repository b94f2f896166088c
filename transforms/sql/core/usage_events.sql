-- grain: one row per thing a user did
-- key: event_id
-- meaning: day is the local day. event_id of tracked events is a hash of what the
--   tracker itself tells two events apart by.
-- check: not_null(occurred_at, event)
SELECT
  e.event_key AS event_id, a.customer_id, e.user_id, e.event, e.occurred_at, local_day(e.occurred_at) AS day,
  coalesce(e.quantity, 1) AS quantity, e.source
FROM staging.usage_records e
CROSS JOIN core.settings s
LEFT JOIN staging.usage_accounts a
  ON a.source = e.source AND a.account_id = coalesce(e.account_id, '') AND a.user_id = coalesce(e.user_id, '')
WHERE e.occurred_at < s.as_of_end
UNION ALL
SELECT
  f.event_id, r.customer_id, f.user_id, f.event, f.occurred_at, local_day(f.occurred_at), coalesce(f.quantity, 1), f._source
FROM raw.files_usage_events f
CROSS JOIN core.settings s
LEFT JOIN staging.customer_references r ON r.reference = f.customer_id
WHERE f.occurred_at < s.as_of_end

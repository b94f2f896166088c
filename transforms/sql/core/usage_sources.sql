-- grain: one row per customer and source that has usage of it
-- key: customer_id, source
-- meaning: the events known at the as-of day, whether or not they make active, and
--   the day of the last.
WITH pairs AS (
  SELECT customer_id, source, events, last_at
  FROM staging.usage_accounts
  WHERE customer_id IS NOT NULL AND events > 0
  UNION ALL
  SELECT r.customer_id, f.source, f.events, f.last_at
  FROM (
    SELECT e.customer_id AS reference, e._source AS source, count(*) AS events, max(e.occurred_at) AS last_at
    FROM raw.files_usage_events e
    CROSS JOIN core.settings s
    WHERE e.occurred_at < s.as_of_end
    GROUP BY e.customer_id, e._source
  ) f
  JOIN staging.customer_references r ON r.reference = f.reference
)
SELECT customer_id, source, sum_int(events) AS events, local_day(max(last_at)) AS last_day
FROM pairs
GROUP BY customer_id, source

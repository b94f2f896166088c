-- grain: one row per ticket and stretch of time in one schedule
-- key: ticket_id, valid_from
-- meaning: a ticket begins in the first schedule whose rule fits all it names, else
--   in the one of all other tickets; the team's table says when it went into
--   another. Half-open; null valid_to = still. Schedules nobody configured count for
--   nothing.
WITH facts AS (
  SELECT t.source, t.ticket_id, 'priority' AS field, t.first_priority AS value FROM staging.ticket_times t
  UNION ALL
  SELECT t.source, t.ticket_id, 'channel', t.channel FROM staging.ticket_times t
  UNION ALL
  SELECT t.source, t.ticket_id, 'source', t.source FROM staging.ticket_times t
  UNION ALL
  SELECT t.source, t.ticket_id, a.attribute, a.value
  FROM staging.ticket_times t
  CROSS JOIN (SELECT DISTINCT field FROM core.schedule_rules) n
  JOIN core.customer_attributes a
    ON a.customer_id = t.customer_id AND a.attribute = n.field AND a.valid_from <= t.created_on AND (a.valid_to IS NULL OR a.valid_to > t.created_on)
),
fitting AS (
  SELECT f.source, f.ticket_id, k.place
  FROM facts f
  JOIN core.schedule_rules r ON r.field = f.field AND r.value = f.value
  JOIN core.schedules k ON k.schedule = r.schedule
  GROUP BY f.source, f.ticket_id, k.place, k.fields
  HAVING count(DISTINCT r.field) = k.fields
),
first_fitting AS (
  SELECT source, ticket_id, min(place) AS place FROM fitting GROUP BY source, ticket_id
),
beginnings AS (
  SELECT t.source, t.ticket_id, t.created_at AS valid_from, k.schedule, 0 AS given
  FROM staging.ticket_times t
  LEFT JOIN first_fitting b ON b.source = t.source AND b.ticket_id = t.ticket_id
  JOIN core.schedules k ON k.place = coalesce(b.place, 0)
  UNION ALL
  SELECT t.source, t.ticket_id, greatest(f.valid_from, t.created_at), k.schedule, 1
  FROM raw.files_ticket_schedules f
  CROSS JOIN core.settings s
  JOIN staging.ticket_times t ON t.ticket_id = f.ticket_id
  JOIN core.schedules k ON k.schedule = f.schedule
  WHERE f.valid_from < s.as_of_end
),
-- Of several at one moment the team's own counts, and of those the last by name.
chosen AS (
  SELECT
    source, ticket_id, valid_from, schedule,
    row_number() OVER (PARTITION BY source, ticket_id, valid_from ORDER BY given DESC, schedule DESC) AS choice
  FROM beginnings
)
SELECT
  ticket_id, valid_from, lead(valid_from) OVER (PARTITION BY source, ticket_id ORDER BY valid_from) AS valid_to, schedule, source
FROM chosen
WHERE choice = 1

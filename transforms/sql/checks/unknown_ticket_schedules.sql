-- severity: warn
-- source: ticket_schedules
-- meaning: schedules of tickets that metrics.schedules does not name; they count for nothing
-- total: core.ticket_schedules
SELECT f.schedule AS key, count(*) AS failed, CAST(count(DISTINCT f.ticket_id) AS VARCHAR) || ' tickets' AS detail
FROM raw.files_ticket_schedules f
LEFT JOIN core.schedules k ON k.schedule = f.schedule
WHERE k.schedule IS NULL
GROUP BY f.schedule

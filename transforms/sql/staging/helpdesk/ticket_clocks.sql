-- grain: one row per stretch of time that one of a ticket's clocks ran
-- key: source, ticket_id, clock, from_at, place
-- sorted: no
-- meaning: reply, first and full run once from creation; wait runs while the ticket
--   is new, open or on hold, up to the last solve or the end of the as-of day.
--   Never backwards: a moment before creation is the creation.
SELECT source, ticket_id, 'reply' AS clock, 0 AS place, created_at AS from_at, greatest(replied, created_at) AS to_at
FROM staging.ticket_times
WHERE replied IS NOT NULL
UNION ALL
SELECT source, ticket_id, 'first', 0, created_at, greatest(first_solved, created_at)
FROM staging.ticket_times
WHERE first_solved IS NOT NULL
UNION ALL
SELECT source, ticket_id, 'full', 0, created_at, greatest(solved, created_at)
FROM staging.ticket_times
WHERE solved IS NOT NULL
UNION ALL
SELECT t.source, t.ticket_id, 'wait', 0, t.created_at, f.entered_at
FROM staging.ticket_times t
JOIN core.ticket_states f ON f.source = t.source AND f.ticket_id = t.ticket_id AND f.place = 1 AND f.entered_at > t.created_at
UNION ALL
SELECT t.source, t.ticket_id, 'wait', f.place, f.entered_at, coalesce(f.left_at, t.as_of_end)
FROM staging.ticket_times t
JOIN core.ticket_states f ON f.source = t.source AND f.ticket_id = t.ticket_id
WHERE f.state IN ('new', 'open', 'hold')

-- grain: one row per ticket of any source created by the end of the as-of day
-- key: source, ticket_id
-- materialized: no
-- meaning: the helpdesks' tickets and those of the team's files.
SELECT * FROM staging.helpdesk_tickets
UNION ALL
SELECT * FROM staging.files_tickets

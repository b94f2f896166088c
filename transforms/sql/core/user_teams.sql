-- grain: one row per customer as a file names it, and user of the product
-- key: source, account, user_id
-- meaning: the customer's own team the user is in.
SELECT u._source AS source, u.customer_id AS account, u.user_id, r.customer_id, nullif(trim(u.team), '') AS team
FROM raw.files_user_teams u
LEFT JOIN staging.customer_references r ON r.reference = u.customer_id

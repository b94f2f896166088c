-- grain: one row per customer as a file names it, review and person at its table
-- key: source, account, review, name
-- meaning: review is the quarter it looks back on, as 2026Q3.
-- check[warn]: accepted(side, us, them)
SELECT
  a._source AS source, a.customer_id AS account, upper(trim(a.review)) AS review, trim(a.name) AS name, r.customer_id,
  a.side, nullif(trim(a.role), '') AS role
FROM raw.files_attendees a
LEFT JOIN staging.customer_references r ON r.reference = a.customer_id
WHERE trim(a.name) <> ''

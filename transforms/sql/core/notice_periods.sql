-- grain: one row per customer as a file names it
-- key: source, account
-- meaning: a contract renews unless notice is given so many days before its term ends.
-- check[warn]: expression(notice_days >= 0)
SELECT n._source AS source, n.customer_id AS account, r.customer_id, n.notice_days
FROM raw.files_notice_periods n
LEFT JOIN staging.customer_references r ON r.reference = n.customer_id

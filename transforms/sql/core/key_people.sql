-- grain: one row per customer as a file names it, and person who matters there
-- key: source, account, person
-- meaning: as the team keeps it. Who leaves after the as-of day is still there.
SELECT
  k._source AS source, k.customer_id AS account, lower(trim(k.person)) AS person, r.customer_id,
  nullif(trim(k.name), '') AS name,
  coalesce(word_of(k.role), 'champion') AS role,
  CASE WHEN k.left_on <= s.as_of THEN k.left_on END AS left_on
FROM raw.files_key_people k
CROSS JOIN core.settings s
LEFT JOIN staging.customer_references r ON r.reference = k.customer_id

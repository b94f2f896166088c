-- grain: one row per person the CRM knew until a day not after the as-of day
-- key: source, contact_id
-- meaning: contacts that were archived or deleted. left_on is that day.
WITH archived AS (
  SELECT _source AS source, id AS contact_id, company_id, first_name, last_name, email, updated_at AS left_at
  FROM raw.hubspot_contacts
  WHERE archived
  UNION ALL
  SELECT _source, id, company_id, first_name, last_name, email, _gone_at
  FROM raw.hubspot_contacts_gone
  UNION ALL
  SELECT _source, id, account_id, first_name, last_name, email, _gone_at
  FROM raw.salesforce_contacts_gone
)
SELECT
  a.source, a.contact_id, nullif(a.company_id, '') AS company_id,
  concat_ws(' ', nullif(trim(a.first_name), ''), nullif(trim(a.last_name), '')) AS name,
  nullif(lower(trim(a.email)), '') AS email,
  local_day(a.left_at) AS left_on
FROM archived a
CROSS JOIN core.settings s
WHERE a.left_at < s.as_of_end

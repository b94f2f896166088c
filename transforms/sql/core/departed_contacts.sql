-- grain: one row per person the CRM knew until a day not after the as-of day
-- key: source, contact_id
-- meaning: contacts that were archived or deleted, on the day left_on.
WITH departed AS (
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
  d.source, d.contact_id, k.customer_id,
  nullif(concat_ws(' ', nullif(trim(d.first_name), ''), nullif(trim(d.last_name), '')), '') AS name,
  nullif(lower(trim(d.email)), '') AS email,
  local_day(d.left_at) AS left_on
FROM departed d
CROSS JOIN core.settings s
LEFT JOIN staging.company_clusters k ON k.source = d.source AND k.company_id = d.company_id
WHERE d.left_at < s.as_of_end

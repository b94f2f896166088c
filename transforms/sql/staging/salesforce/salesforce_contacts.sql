-- grain: one row per contact that is not deleted
-- key: source, contact_id
SELECT
  _source AS source, id AS contact_id, account_id AS company_id,
  concat_ws(' ', nullif(trim(first_name), ''), nullif(trim(last_name), '')) AS name,
  email, job_title, created_at
FROM raw.salesforce_contacts

-- grain: one row per account that is not deleted
-- key: source, company_id
-- meaning: merged_ids are the accounts it swallowed, also by way of others that
--   were swallowed later. A merge counts whatever its date: the record that was
--   swallowed is no more.
WITH RECURSIVE swallowed(source, id, master_id) AS (
  SELECT _source, id, master_id FROM raw.salesforce_account_merges
  UNION
  SELECT s.source, s.id, m.master_id
  FROM swallowed s
  JOIN raw.salesforce_account_merges m ON m._source = s.source AND m.id = s.master_id
),
merged AS (
  SELECT source, master_id AS company_id, array_agg(id ORDER BY id) AS merged_ids
  FROM swallowed
  WHERE id <> master_id
  GROUP BY source, master_id
)
SELECT
  a._source AS source,
  a.id AS company_id,
  a.name,
  a.website AS domain,
  concat_ws(' ', nullif(trim(u.first_name), ''), nullif(trim(u.last_name), '')) AS owner_name,
  u.email AS owner_email,
  a.parent_id,
  a.type AS lifecycle_stage,
  a.created_at,
  m.merged_ids,
  a.attributes,
  a.updated_at
FROM raw.salesforce_accounts a
LEFT JOIN raw.salesforce_users u ON u._source = a._source AND u.id = a.owner_id
LEFT JOIN merged m ON m.source = a._source AND m.company_id = a.id

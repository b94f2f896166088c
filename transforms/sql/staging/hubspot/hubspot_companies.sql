-- grain: one row per company that is not archived
-- key: source, company_id
-- meaning: attributes and attribute_history are the fields the config names, as JSON.
SELECT
  c._source AS source,
  c.id AS company_id,
  c.name, c.domain,
  concat_ws(' ', nullif(trim(o.first_name), ''), nullif(trim(o.last_name), '')) AS owner_name,
  o.email AS owner_email,
  c.parent_id, c.lifecycle_stage, c.created_at,
  string_split(nullif(trim(replace(c.merged_ids, ' ', ''), ';'), ''), ';') AS merged_ids,
  c.attributes, c.attribute_history
FROM raw.hubspot_companies c
LEFT JOIN raw.hubspot_owners o ON o._source = c._source AND o.id = nullif(c.owner_id, '')
WHERE NOT coalesce(c.archived, FALSE)

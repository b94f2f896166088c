-- grain: one row per contact
-- key: source, person_id
-- meaning: the first of a contact's companies counts. Who is no contact any more,
--   because it was deleted or merged, is known by the conversations it began.
SELECT
  _source AS source, id AS person_id, json_text(companies, '$[0].id') AS organization_id, email, created_at
FROM raw.intercom_contacts
UNION ALL
SELECT c._source, c.author_id, CAST(NULL AS VARCHAR), min(c.author_email), min(c.created_at)
FROM raw.intercom_conversations c
WHERE c.author_type IN ('user', 'lead', 'contact') AND c.author_id IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM raw.intercom_contacts p WHERE p._source = c._source AND p.id = c.author_id)
GROUP BY c._source, c.author_id

-- grain: one row per contact
-- key: source, person_id
-- meaning: who is no contact any more is known by the tickets it asked for.
SELECT
  _source AS source, CAST(id AS VARCHAR) AS person_id, CAST(company_id AS VARCHAR) AS organization_id, email, created_at
FROM raw.freshdesk_contacts
UNION ALL
SELECT t._source, CAST(t.requester_id AS VARCHAR), CAST(NULL AS VARCHAR), min(t.requester_email), min(t.created_at)
FROM raw.freshdesk_tickets t
WHERE t.requester_id IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM raw.freshdesk_contacts c WHERE c._source = t._source AND c.id = t.requester_id)
  AND NOT EXISTS (SELECT 1 FROM raw.freshdesk_agents a WHERE a._source = t._source AND a.id = t.requester_id)
GROUP BY t._source, t.requester_id

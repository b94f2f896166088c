-- grain: one row per user who is not of the support team
-- key: source, person_id
SELECT
  _source AS source, CAST(id AS VARCHAR) AS person_id, CAST(organization_id AS VARCHAR) AS organization_id, email, created_at
FROM raw.zendesk_users
WHERE coalesce(role, 'end-user') NOT IN ('agent', 'admin')

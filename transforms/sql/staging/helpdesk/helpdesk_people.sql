-- grain: one row per person of a customer the helpdesk knew at the end of the as-of day
-- key: source, person_id
-- meaning: nobody of the support team is here.
WITH people AS (
  SELECT source, person_id, organization_id, email, created_at
  FROM staging.zendesk_people
  UNION ALL
  SELECT source, person_id, organization_id, email, created_at
  FROM staging.intercom_people
  UNION ALL
  SELECT source, person_id, organization_id, email, created_at
  FROM staging.freshdesk_people
)
SELECT p.source, p.person_id, p.organization_id, p.email, p.created_at
FROM people p
CROSS JOIN core.settings s
WHERE p.created_at IS NULL OR p.created_at < s.as_of_end

-- severity: warn
-- source: team
-- meaning: lines of the team's files that name a customer nobody knows
WITH named AS (
  SELECT 'goal ' || goal_id AS key, customer_id FROM raw.files_goals
  UNION ALL
  SELECT 'commitment ' || commitment_id, customer_id FROM raw.files_commitments
  UNION ALL
  SELECT 'note ' || note_id, customer_id FROM raw.files_notes
  UNION ALL
  SELECT 'attendee ' || name, customer_id FROM raw.files_attendees
  UNION ALL
  SELECT 'notice period of ' || customer_id, customer_id FROM raw.files_notice_periods
  UNION ALL
  SELECT 'mapping of ' || source || ' ' || source_id, customer_id FROM raw.files_identity
)
SELECT n.key, coalesce(n.customer_id, 'no customer_id') AS detail
FROM named n
WHERE NOT EXISTS (SELECT 1 FROM staging.customer_references r WHERE r.reference = n.customer_id)

-- grain: one row per answer sheet of a survey tool
-- key: source, survey_id, sheet_id
-- meaning: account_ref, email and person_id say who answered, as the tool was told;
--   ticket_id is null unless the sheet is about a ticket.
WITH sheets AS (
  SELECT source, survey_id, title, sheet_id, submitted_at, account_ref, email, person_id, ticket_id, is_complete
  FROM staging.typeform_sheets
  UNION ALL
  SELECT source, survey_id, title, sheet_id, submitted_at, account_ref, email, person_id, ticket_id, is_complete
  FROM staging.surveymonkey_sheets
  UNION ALL
  SELECT source, survey_id, title, sheet_id, submitted_at, account_ref, email, person_id, ticket_id, is_complete
  FROM staging.qualtrics_sheets
)
SELECT
  source, survey_id, title, sheet_id, submitted_at, account_ref, nullif(lower(trim(email)), '') AS email, person_id, ticket_id, is_complete
FROM sheets

-- grain: one row per answer sheet, without the previews of the survey's makers
-- key: source, survey_id, sheet_id
-- meaning: who answered is what the link carried in custom variables, else the
--   contact the invitation went to.
SELECT
  r._source AS source, r.survey_id, s.title, r.response_id AS sheet_id, r.modified_at AS submitted_at,
  nullif(trim(r.account_id), '') AS account_ref,
  coalesce(json_text(r.custom_variables, '$.email'), json_text(r.metadata, '$.contact.email.value')) AS email,
  coalesce(nullif(json_text(r.custom_variables, '$.user_id'), ''), nullif(json_text(r.custom_variables, '$.contact_id'), ''),
    CASE WHEN r.recipient_id NOT IN ('', '0') THEN 'recipient ' || r.recipient_id END) AS person_id,
  nullif(json_text(r.custom_variables, '$.ticket_id'), '') AS ticket_id,
  r.status = 'completed' AS is_complete
FROM raw.surveymonkey_responses r
LEFT JOIN raw.surveymonkey_surveys s ON s._source = r._source AND s.id = r.survey_id
WHERE coalesce(r.collection_mode, 'default') NOT IN ('preview', 'survey_preview')

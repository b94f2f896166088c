-- grain: one row per answer sheet
-- key: source, survey_id, sheet_id
-- meaning: who answered is what the link carried in hidden fields. Loads from before
--   the account's field could be named have it as account_id.
SELECT
  r._source AS source, r.form_id AS survey_id, f.title, r.response_id AS sheet_id, r.submitted_at,
  nullif(coalesce(r.account_id, json_text(r.hidden, '$.account_id')), '') AS account_ref,
  coalesce(json_text(r.hidden, '$.email'), json_text(r.hidden, '$.user_email')) AS email,
  nullif(coalesce(json_text(r.hidden, '$.user_id'), json_text(r.hidden, '$.contact_id')), '') AS person_id,
  nullif(json_text(r.hidden, '$.ticket_id'), '') AS ticket_id,
  coalesce(r.response_type, 'completed') = 'completed' AS is_complete
FROM raw.typeform_responses r
LEFT JOIN raw.typeform_forms f ON f._source = r._source AND f.id = r.form_id

-- grain: one row per answer sheet, without previews, tests and what the vendor takes for spam
-- key: source, survey_id, sheet_id
-- meaning: status is a sum of marks: 1 preview, 2 test, 8 spam (4 imported and 16
--   offline are true answers). Who answered is embedded data or the invited contact.
SELECT
  r._source AS source, r.survey_id, s.name AS title, r.response_id AS sheet_id, r.recorded_at AS submitted_at,
  nullif(trim(r.account_id), '') AS account_ref,
  coalesce(nullif(trim(r.recipient_email), ''), json_text(r.answers, '$.email')) AS email,
  coalesce(nullif(json_text(r.answers, '$.user_id'), ''), nullif(json_text(r.answers, '$.contact_id'), ''), nullif(r.external_reference, ''))
    AS person_id,
  nullif(json_text(r.answers, '$.ticket_id'), '') AS ticket_id,
  coalesce(r.finished, FALSE) AS is_complete
FROM raw.qualtrics_responses r
LEFT JOIN raw.qualtrics_surveys s ON s._source = r._source AND s.id = r.survey_id
WHERE coalesce(r.status, 0) NOT IN (1, 2, 8, 9, 12, 17, 40)

-- grain: one row per answer to a question that asks for a score
-- key: response_id
-- meaning: a sheet sent in without that answer counts with a null score, so that
--   nobody drops out unseen. A sheet that names a ticket is transactional, any
--   other one is about the relationship. Customer by the hidden account_id, else by
--   the domain of the hidden e-mail.
WITH answers AS (
  SELECT
    r._source AS source, r.form_id, r.response_id,
    json_text(a.answer, '$.field.id') AS field_id,
    json_text(a.answer, '$.type') AS type,
    CAST(json_text(a.answer, '$.number') AS DOUBLE) AS score,
    nullif(trim(json_text(a.answer, '$.text')), '') AS words,
    a.position
  FROM raw.typeform_responses r
  CROSS JOIN UNNEST(json_elements(r.answers)) WITH ORDINALITY AS a(answer, position)
),
comments AS (
  SELECT source, form_id, response_id, string_agg(words, chr(10) ORDER BY position) AS comment
  FROM answers
  WHERE type = 'text' AND words IS NOT NULL
  GROUP BY source, form_id, response_id
),
sheets AS (
  SELECT
    r._source AS source, r.form_id, r.response_id, r.submitted_at,
    nullif(json_text(r.hidden, '$.account_id'), '') AS account_id,
    nullif(lower(trim(coalesce(json_text(r.hidden, '$.email'), json_text(r.hidden, '$.user_email')))), '') AS email,
    nullif(coalesce(json_text(r.hidden, '$.user_id'), json_text(r.hidden, '$.contact_id')), '') AS person_id,
    json_text(r.hidden, '$.ticket_id') AS ticket_id
  FROM raw.typeform_responses r
  CROSS JOIN core.settings s
  WHERE coalesce(r.response_type, 'completed') = 'completed'
    AND r.submitted_at >= TIMESTAMP '1970-01-01' AND r.submitted_at < s.as_of_end
)
SELECT
  h.form_id || '/' || h.response_id || CASE WHEN q.is_only THEN '' ELSE '/' || q.field_id END AS response_id,
  h.source, coalesce(q.title, h.form_id) AS survey, q.kind, h.ticket_id IS NULL AS relationship,
  coalesce(h.email, h.person_id, h.form_id || '/' || h.response_id) AS respondent_id,
  coalesce(k.customer_id, d.customer_id) AS customer_id,
  a.score, q.scale_min, q.scale_max, h.submitted_at AS responded_at, c.comment
FROM sheets h
JOIN staging.typeform_questions q ON q.source = h.source AND q.form_id = h.form_id
LEFT JOIN answers a
  ON a.source = h.source AND a.form_id = h.form_id AND a.response_id = h.response_id AND a.field_id = q.field_id
LEFT JOIN comments c ON c.source = h.source AND c.form_id = h.form_id AND c.response_id = h.response_id
LEFT JOIN staging.identity_known_ids k ON k.reference = h.account_id
LEFT JOIN staging.identity_domains d ON d.domain = email_domain(h.email)

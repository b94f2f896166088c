-- grain: one row per answer to a question that asks for a score
-- key: response_id
-- meaning: a sheet sent in without that answer counts with a null score, so that
--   nobody drops out unseen. A sheet that names a ticket is transactional, any
--   other one is about the relationship, unless the mapping says. Customer by the
--   account the sheet names, else by the domain of the e-mail address. An id that two
--   sources have gets its source before it.
WITH comments AS (
  SELECT source, survey_id, sheet_id, string_agg(remark, chr(10) ORDER BY position, question_id) AS comment
  FROM staging.survey_answers
  WHERE remark IS NOT NULL
  GROUP BY source, survey_id, sheet_id
),
reasons AS (
  SELECT q.source, q.survey_id, q.question_id, a.sheet_id, string_agg(coalesce(a.remark, a.words), chr(10) ORDER BY a.position) AS comment
  FROM staging.survey_questions q
  JOIN staging.survey_found_questions f
    ON f.source = q.source AND f.survey_id = q.survey_id AND q.comment_question IN (f.question_id, f.question_ref)
  JOIN staging.survey_answers a ON a.source = f.source AND a.survey_id = f.survey_id AND a.question_id = f.question_id
  GROUP BY q.source, q.survey_id, q.question_id, a.sheet_id
),
answers AS (
  SELECT
    h.survey_id || '/' || h.sheet_id || CASE WHEN q.is_only THEN '' ELSE '/' || q.question_id END AS response_id,
    h.source, q.survey, q.kind, coalesce(q.relationship, h.ticket_id IS NULL) AS relationship,
    coalesce(h.email, h.person_id, h.survey_id || '/' || h.sheet_id) AS respondent_id,
    coalesce(k.customer_id, d.customer_id) AS customer_id,
    a.score, q.scale_min, q.scale_max, h.submitted_at AS responded_at,
    CASE WHEN q.comment_question IS NULL THEN c.comment ELSE r.comment END AS comment
  FROM staging.survey_scores a
  JOIN staging.survey_sheets h ON h.source = a.source AND h.survey_id = a.survey_id AND h.sheet_id = a.sheet_id
  JOIN staging.survey_questions q ON q.source = a.source AND q.survey_id = a.survey_id AND q.question_id = a.question_id
  CROSS JOIN core.settings s
  LEFT JOIN comments c ON c.source = a.source AND c.survey_id = a.survey_id AND c.sheet_id = a.sheet_id
  LEFT JOIN reasons r
    ON r.source = a.source AND r.survey_id = a.survey_id AND r.question_id = a.question_id AND r.sheet_id = a.sheet_id
  LEFT JOIN staging.identity_known_ids k ON k.reference = h.account_ref
  LEFT JOIN staging.identity_domains d ON d.domain = email_domain(h.email)
  WHERE h.submitted_at >= TIMESTAMP '1970-01-01' AND h.submitted_at < s.as_of_end
)
SELECT
  own_id(source, response_id, min(source) OVER same, max(source) OVER same) AS response_id, source, survey, kind, relationship,
  respondent_id, customer_id, score, scale_min, scale_max, responded_at, comment
FROM answers
WINDOW same AS (PARTITION BY response_id)

-- grain: one row per delivered survey invitation of the team's files
-- key: source, invitation_id
-- meaning: the columns of helpdesk_invitations; the survey's kind, name and
--   relationship as for its answers.
WITH given AS (
  SELECT
    f._source AS source, f.invitation_id, f.survey, coalesce(word_of(f.kind), m.kind) AS kind, f.relationship,
    nullif(f.respondent_id, '') AS respondent_id, r.customer_id, f.invited_at, nullif(f.response_id, '') AS response_id
  FROM raw.files_survey_invitations f
  CROSS JOIN core.settings s
  LEFT JOIN staging.files_survey_mappings m ON m.source = f._source AND m.survey = f.survey AND m.is_only
  LEFT JOIN staging.customer_references r ON r.reference = f.customer_id
  WHERE coalesce(f.delivered, TRUE) AND f.invited_at < s.as_of_end
)
SELECT
  g.source, own_id(g.source, g.invitation_id, min(g.source) OVER same, max(g.source) OVER same) AS invitation_id,
  coalesce(m.name, g.survey) AS survey, g.kind, coalesce(m.relationship, g.relationship, g.kind = 'nps') AS relationship,
  g.respondent_id, g.customer_id, g.invited_at, g.response_id
FROM given g
LEFT JOIN staging.files_survey_mappings m ON m.source = g.source AND m.survey = g.survey AND m.kind = g.kind
WINDOW same AS (PARTITION BY g.invitation_id)

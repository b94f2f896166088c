-- grain: one row per delivered request for an answer
-- key: invitation_id
-- meaning: response_id is the answer, where the source tells which one it is, and
--   null where there was none by the end of the as-of day.
-- check: accepted(kind, nps, csat, ces)
-- check: not_null(invited_at)
WITH invitations AS (
  SELECT source, invitation_id, survey, kind, relationship, respondent_id, customer_id, invited_at, response_id
  FROM staging.helpdesk_invitations
  UNION ALL
  SELECT source, invitation_id, survey, kind, relationship, respondent_id, customer_id, invited_at, response_id
  FROM staging.files_survey_invitations
)
SELECT
  i.invitation_id, i.survey, i.kind, i.relationship, i.respondent_id, i.customer_id, i.invited_at, local_day(i.invited_at) AS invited_on,
  r.response_id, i.source
FROM invitations i
LEFT JOIN core.survey_responses r ON r.response_id = i.response_id

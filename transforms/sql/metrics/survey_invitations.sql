-- grain: one row per survey invitation
-- key: invitation_id
-- meaning: answered by the answer the source names; where it names none of the survey's
--   by the respondent's next answer to it before the next invitation. is_traceable is
--   false where neither can be told: such invitations are counted but in no rate.
WITH told AS (
  SELECT DISTINCT source, coalesce(survey, '') AS survey, kind FROM core.survey_invitations WHERE response_id IS NOT NULL
),
given AS (
  SELECT
    i.invitation_id, i.kind, coalesce(i.survey, '') AS survey, i.relationship, coalesce(i.customer_id, '') AS customer_id,
    i.invited_at, i.invited_on, i.response_id, lower(trim(i.respondent_id)) AS respondent,
    t.source IS NOT NULL AS is_told, i.respondent_id IS NOT NULL OR t.source IS NOT NULL AS is_traceable
  FROM core.survey_invitations i
  LEFT JOIN told t ON t.source = i.source AND t.survey = coalesce(i.survey, '') AND t.kind = i.kind
),
followed AS (
  SELECT *, lead(invited_at) OVER (PARTITION BY kind, survey, respondent ORDER BY invited_at, invitation_id) AS next_invited_at
  FROM given
),
found AS (
  SELECT f.invitation_id, min(r.response_id) AS response_id
  FROM followed f
  JOIN core.survey_responses r
    ON r.kind = f.kind AND coalesce(r.survey, '') = f.survey AND lower(trim(r.respondent_id)) = f.respondent
    AND r.responded_at >= f.invited_at AND (f.next_invited_at IS NULL OR r.responded_at < f.next_invited_at)
  WHERE NOT f.is_told
  GROUP BY f.invitation_id
)
SELECT
  g.invitation_id, g.kind, g.relationship, g.customer_id, g.invited_on, g.is_traceable,
  coalesce(g.response_id, f.response_id) AS response_id,
  coalesce(g.response_id, f.response_id) IS NOT NULL AS is_answered
FROM given g
LEFT JOIN found f ON f.invitation_id = g.invitation_id

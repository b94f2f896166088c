-- adds: ratio(sum(part), sum(base))
-- meaning: one row per invitation delivered in the period; part is 1 for an answered
--   one, base 0 where nobody can tell. A helpdesk keeps offer and rating in one record.
SELECT
  nullif(a.customer_id, '') AS customer_id,
  CASE WHEN starts_with(i.invitation_id, i.source || '/') THEN 'survey_response' ELSE 'survey_invitation' END AS record, i.source, a.invitation_id AS record_id, a.invited_on AS day,
  a.kind || CASE WHEN a.is_answered THEN ', answered by ' || a.response_id ELSE ', no answer' END AS detail,
  CASE WHEN a.is_traceable AND a.is_answered THEN 1 ELSE 0 END AS part,
  CASE WHEN a.is_traceable THEN 1 ELSE 0 END AS base
FROM metrics.figure f
JOIN metrics.survey_invitations a ON a.invited_on BETWEEN f.period_start AND f.last_day
JOIN metrics.customer_segments g
  ON g.day = f.last_day AND g.customer_id = a.customer_id AND g.dimension = f.dimension AND g.segment = f.segment
JOIN core.survey_invitations i ON i.invitation_id = a.invitation_id

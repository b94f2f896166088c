-- grain: one row per request for a ticket rating
-- key: source, invitation_id
-- meaning: the columns of core.survey_invitations; response_id is the answer there
--   is or would be. Freshdesk does not tell what it asked.
SELECT source, invitation_id, survey, kind, relationship, respondent_id, customer_id, invited_at, response_id
FROM staging.zendesk_invitations
UNION ALL
SELECT source, invitation_id, survey, kind, relationship, respondent_id, customer_id, invited_at, response_id
FROM staging.intercom_invitations

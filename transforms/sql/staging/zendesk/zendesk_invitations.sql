-- grain: one row per ticket whose requester was asked for a rating
-- key: source, invitation_id
-- meaning: a legacy rating is offered once for a ticket. The survey that replaces
--   it may be answered for 28 days, so it was sent that long before it expires.
WITH legacy AS (
  SELECT
    _source AS source, ticket_id, max(id) AS offer_id, min(requester_id) AS requester_id, min(created_at) AS invited_at,
    max(CASE WHEN score LIKE 'good%' OR score LIKE 'bad%' THEN id END) AS rating_id
  FROM raw.zendesk_satisfaction_ratings
  WHERE score <> 'unoffered' AND ticket_id IS NOT NULL
  GROUP BY _source, ticket_id
),
subjects AS (
  SELECT r._source, r.id, min(json_text(n.subject, '$.id')) AS ticket_id
  FROM raw.zendesk_survey_responses r
  CROSS JOIN UNNEST(json_elements(r.subjects)) AS n(subject)
  WHERE json_text(n.subject, '$.type') IN ('ticket', 'request')
  GROUP BY r._source, r.id
),
offers AS (
  SELECT
    source, CAST(offer_id AS VARCHAR) AS offer_id, CAST(ticket_id AS VARCHAR) AS ticket_id,
    CAST(requester_id AS VARCHAR) AS respondent_id, invited_at, CAST(rating_id AS VARCHAR) AS answer_id
  FROM legacy
  UNION ALL
  SELECT r._source, r.id, j.ticket_id, CAST(r.responder_id AS VARCHAR), r.expires_at - INTERVAL 28 DAY, r.id
  FROM raw.zendesk_survey_responses r
  LEFT JOIN subjects j ON j._source = r._source AND j.id = r.id
  WHERE r.expires_at IS NOT NULL
)
SELECT
  o.source, o.source || '/' || o.offer_id AS invitation_id, 'Ticket rating' AS survey, 'csat' AS kind, FALSE AS relationship,
  o.respondent_id, coalesce(t.customer_id, u.customer_id) AS customer_id, o.invited_at, o.source || '/' || o.answer_id AS response_id
FROM offers o
CROSS JOIN core.settings s
LEFT JOIN staging.zendesk_tickets t ON t.source = o.source AND t.ticket_id = o.ticket_id
LEFT JOIN staging.identity_users u ON u.source = o.source AND u.source_id = o.respondent_id
WHERE o.invited_at < s.as_of_end

-- severity: warn
-- source: all
-- meaning: records dated more than a day after the run; clocks or exports are wrong
WITH dated AS (
  SELECT 'invoice ' || id AS key, created_at AS happened_at FROM raw.stripe_invoices
  UNION ALL
  SELECT 'subscription ' || id, created_at FROM raw.stripe_subscriptions
  UNION ALL
  SELECT 'invoice ' || id, issued_at FROM raw.chargebee_invoices
  UNION ALL
  SELECT 'subscription ' || id, created_at FROM raw.chargebee_subscriptions
  UNION ALL
  SELECT 'ticket ' || CAST(id AS VARCHAR), created_at FROM raw.zendesk_tickets
  UNION ALL
  SELECT 'conversation ' || id, created_at FROM raw.intercom_conversations
  UNION ALL
  SELECT 'ticket ' || CAST(id AS VARCHAR), created_at FROM raw.freshdesk_tickets
  UNION ALL
  SELECT 'survey answer ' || sheet_id, submitted_at FROM staging.survey_sheets
  UNION ALL
  SELECT 'usage of ' || user_id, occurred_at FROM staging.usage_records
  UNION ALL
  SELECT 'company ' || id, created_at FROM raw.hubspot_companies
  UNION ALL
  SELECT 'company ' || id, created_at FROM raw.salesforce_accounts
  UNION ALL
  SELECT 'ticket ' || ticket_id, created_at FROM raw.files_tickets
  UNION ALL
  SELECT 'survey answer ' || response_id, responded_at FROM raw.files_survey_responses
  UNION ALL
  SELECT 'survey invitation ' || invitation_id, invited_at FROM raw.files_survey_invitations
  UNION ALL
  SELECT 'usage event ' || event_id, occurred_at FROM raw.files_usage_events
  UNION ALL
  SELECT 'invoice ' || invoice_id, CAST(issued_on AS TIMESTAMP) FROM raw.files_invoices
  UNION ALL
  SELECT 'note ' || note_id, CAST(written_on AS TIMESTAMP) FROM raw.files_notes
)
SELECT d.key, CAST(d.happened_at AS VARCHAR) AS detail
FROM dated d
CROSS JOIN core.settings s
WHERE d.happened_at > s.known_at + INTERVAL 1 DAY

-- grain: one row per stream and area of a customer's life it tells of
-- key: source, stream, area
-- meaning: by the vendor, of files by the table; a helpdesk's ratings are answers to a
--   survey, wherever there are any. is_stale: older than its source, or the setting,
--   allows.
-- check: accepted(area, crm, billing, helpdesk, survey, usage, team)
WITH vendors AS (
  SELECT vendor, area
  FROM (VALUES
    ('hubspot', 'crm'), ('salesforce', 'crm'),
    ('stripe', 'billing'), ('chargebee', 'billing'),
    ('zendesk', 'helpdesk'), ('freshdesk', 'helpdesk'), ('intercom', 'helpdesk'),
    ('typeform', 'survey'), ('surveymonkey', 'survey'), ('qualtrics', 'survey'),
    ('mixpanel', 'usage'), ('amplitude', 'usage'), ('posthog', 'usage'), ('segment', 'usage')
  ) AS known(vendor, area)
),
tables AS (
  SELECT landed, area
  FROM (VALUES
    ('files_customers', 'crm'), ('files_contacts', 'crm'), ('files_opportunities', 'crm'),
    ('files_subscriptions', 'billing'), ('files_subscription_changes', 'billing'), ('files_subscription_periods', 'billing'),
    ('files_invoices', 'billing'), ('files_usage_charges', 'billing'), ('files_exchange_rates', 'billing'),
    ('files_tickets', 'helpdesk'), ('files_ticket_events', 'helpdesk'),
    ('files_survey_responses', 'survey'), ('files_survey_invitations', 'survey'),
    ('files_usage_events', 'usage'), ('files_onboarding_steps', 'team')
  ) AS known(landed, area)
)
SELECT
  f.source, f.stream, coalesce(t.area, v.area) AS area, f.last_loaded_at,
  coalesce(minutes_between(f.last_loaded_at, s.known_at) > 60 * coalesce(f.warn_hours, s.stale_hours), FALSE) AS is_stale
FROM core.source_freshness f
CROSS JOIN core.settings s
LEFT JOIN tables t ON t.landed = f.landed
LEFT JOIN vendors v ON v.vendor = split_part(f.landed, '_', 1)
WHERE coalesce(t.area, v.area) IS NOT NULL
UNION ALL
SELECT
  f.source, f.stream, 'survey', f.last_loaded_at,
  coalesce(minutes_between(f.last_loaded_at, s.known_at) > 60 * coalesce(f.warn_hours, s.stale_hours), FALSE)
FROM core.source_freshness f
CROSS JOIN core.settings s
JOIN vendors v ON v.vendor = split_part(f.landed, '_', 1) AND v.area = 'helpdesk'
WHERE f.source IN (SELECT source FROM core.survey_responses) AND f.stream IN ('satisfaction_ratings', 'conversations')

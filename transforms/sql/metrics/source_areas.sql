-- grain: one row per source and area of a customer's life it tells of
-- key: source, area
-- meaning: by the vendor, of files by the table; a helpdesk's ratings are answers to a
--   survey, wherever there are any. last_loaded_at is that of the stream loaded
--   longest ago; is_stale: one of its streams is older than its source allows.
-- check: accepted(area, crm, billing, helpdesk, survey, usage)
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
    ('files_invoices', 'billing'), ('files_usage_charges', 'billing'),
    ('files_tickets', 'helpdesk'), ('files_ticket_events', 'helpdesk'),
    ('files_survey_responses', 'survey'), ('files_survey_invitations', 'survey'),
    ('files_usage_events', 'usage')
  ) AS known(landed, area)
),
streams AS (
  SELECT f.source, coalesce(t.area, v.area) AS area, f.last_loaded_at, f.warn_hours
  FROM core.source_freshness f
  LEFT JOIN tables t ON t.landed = f.landed
  LEFT JOIN vendors v ON v.vendor = split_part(f.landed, '_', 1)
  WHERE coalesce(t.area, v.area) IS NOT NULL
  UNION ALL
  SELECT f.source, 'survey', f.last_loaded_at, f.warn_hours
  FROM core.source_freshness f
  JOIN vendors v ON v.vendor = split_part(f.landed, '_', 1) AND v.area = 'helpdesk'
  WHERE f.source IN (SELECT source FROM core.survey_responses)
)
SELECT
  t.source, t.area,
  min(t.last_loaded_at) AS last_loaded_at,
  coalesce(sum(CASE WHEN minutes_between(t.last_loaded_at, s.known_at) <= 60 * coalesce(t.warn_hours, s.stale_hours) THEN 0 ELSE 1 END), 0) > 0 AS is_stale
FROM streams t
CROSS JOIN core.settings s
GROUP BY t.source, t.area

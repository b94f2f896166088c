-- grain: one row per KPI and stream it rests on
-- key: kpi, stream
-- meaning: streams by the name a source gives them, whatever the vendor. A KPI is
--   trusted only while all of its streams are fresh.
WITH areas AS (
  SELECT kpi, area
  FROM (VALUES
    ('nrr', 'billing'), ('grr', 'billing'), ('mrr_growth', 'billing'), ('logo_churn', 'billing'),
    ('nps', 'survey'),
    ('csat', 'survey'), ('csat', 'helpdesk'),
    ('health_green_share', 'billing'), ('health_green_share', 'helpdesk'), ('health_green_share', 'usage'),
    ('health_green_share', 'survey'),
    ('first_reply_p50', 'helpdesk'), ('sla_attainment', 'helpdesk'), ('reopen_rate', 'helpdesk'),
    ('health_coverage', 'billing'), ('health_coverage', 'helpdesk'), ('health_coverage', 'usage'),
    ('health_coverage', 'survey'),
    ('match_rate', 'crm'), ('match_rate', 'helpdesk'), ('match_rate', 'usage'), ('match_rate', 'survey')
  ) AS rests(kpi, area)
),
streams AS (
  SELECT area, stream
  FROM (VALUES
    ('crm', 'companies'), ('crm', 'customers'),
    ('billing', 'subscriptions'), ('billing', 'invoices'), ('billing', 'subscription_periods'),
    ('billing', 'subscription_changes'),
    ('billing', 'exchange_rates'),
    ('helpdesk', 'tickets'), ('helpdesk', 'ticket_metric_events'), ('helpdesk', 'satisfaction_ratings'),
    ('survey', 'responses'), ('survey', 'survey_responses'),
    ('usage', 'events'), ('usage', 'usage_events')
  ) AS belongs(area, stream)
)
SELECT a.kpi, s.stream
FROM areas a
JOIN streams s ON s.area = a.area

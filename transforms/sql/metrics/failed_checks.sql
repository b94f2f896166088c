-- grain: one row per area of sources and check that takes the trust from it
-- key: area, check_name
-- meaning: failed checks of severity error, and pulls that did not come to their end.
--   A check of one kind of source or table is of its area, one of streams of theirs.
WITH tables AS (
  SELECT name, area
  FROM (VALUES
    ('crm', 'crm'), ('customers', 'crm'), ('account_links', 'crm'), ('contacts', 'crm'), ('opportunities', 'crm'),
    ('billing', 'billing'), ('subscriptions', 'billing'), ('subscription_periods', 'billing'), ('invoices', 'billing'),
    ('exchange_rates', 'billing'), ('usage_charges', 'billing'),
    ('helpdesk', 'helpdesk'), ('tickets', 'helpdesk'), ('ticket_events', 'helpdesk'), ('ticket_schedules', 'helpdesk'),
    ('survey', 'survey'), ('survey_responses', 'survey'), ('survey_invitations', 'survey'),
    ('usage', 'usage'), ('usage_events', 'usage'), ('features', 'usage'),
    ('team', 'team'), ('onboarding_steps', 'team')
  ) AS known(name, area)
),
failed AS (
  SELECT check_name, source
  FROM marts.data_quality
  WHERE failed > 0 AND (severity = 'error' OR check_name = 'unfinished_streams')
)
SELECT t.area, f.check_name
FROM failed f
JOIN tables t ON t.name = replace(f.source, 'core.', '')
UNION
SELECT a.area, f.check_name
FROM failed f
JOIN marts.failing_rows r ON r.check_name = f.check_name
JOIN metrics.stream_areas a ON a.source || '.' || a.stream = r.key
WHERE f.source = 'all'

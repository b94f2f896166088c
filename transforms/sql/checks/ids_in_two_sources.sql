-- severity: error
-- source: all
-- meaning: one id comes from two sources, so the same thing may count twice
WITH ids AS (
  SELECT 'subscription' AS kind, subscription_id AS id, source FROM core.subscription_periods
  WHERE (SELECT min(source) <> max(source) FROM core.subscription_periods)
  UNION ALL
  SELECT 'invoice', invoice_id, source FROM core.invoices
  WHERE (SELECT min(source) <> max(source) FROM core.invoices)
  UNION ALL
  SELECT 'ticket', ticket_id, source FROM core.tickets
  WHERE (SELECT min(source) <> max(source) FROM core.tickets)
  UNION ALL
  SELECT 'opportunity', opportunity_id, source FROM core.opportunities
  WHERE (SELECT min(source) <> max(source) FROM core.opportunities)
  UNION ALL
  SELECT 'survey answer', response_id, source FROM core.survey_responses
  WHERE (SELECT min(source) <> max(source) FROM core.survey_responses)
  UNION ALL
  SELECT 'usage event', event_id, _source FROM raw.files_usage_events
  WHERE (SELECT min(_source) <> max(_source) FROM raw.files_usage_events)
)
SELECT kind || ' ' || id AS key, string_agg(DISTINCT source, ', ' ORDER BY source) AS detail
FROM ids
GROUP BY kind, id
HAVING min(source) <> max(source)

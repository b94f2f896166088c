-- severity: error
-- source: all
-- meaning: one id comes from two sources, so the same thing may count twice
WITH ids AS (
  SELECT 'subscription' AS kind, subscription_id AS id, source FROM core.subscription_periods
  UNION
  SELECT 'invoice', invoice_id, source FROM core.invoices
  UNION
  SELECT 'ticket', ticket_id, source FROM core.tickets
  UNION
  SELECT 'opportunity', opportunity_id, source FROM core.opportunities
  UNION
  SELECT 'survey answer', response_id, source FROM core.survey_responses
)
SELECT kind || ' ' || id AS key, string_agg(source, ', ' ORDER BY source) AS detail
FROM ids
GROUP BY kind, id
HAVING count(*) > 1
